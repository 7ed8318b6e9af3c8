using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Events;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>Before schema 6 an address had a key of 32 bytes. Links and events of that time still hold.</summary>
public sealed class OldSuppressionKeyTests
{
    private const string Key = "0123456789abcdef";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("email", "marketing", "ada")]
    [InlineData("whats-app", "news", "customer 4711")]
    [InlineData("sms", "a", "a\u2028b")]
    [InlineData("e", "m", "1")]
    [InlineData("email", "marketing", "ñandú/ž")]
    public void Both_layouts_say_the_same(string channel, string topic, string customer)
    {
        var hash = RandomNumberGenerator.GetBytes(32);
        var text = Encoding.UTF8.GetBytes($"{channel}\n{topic}\n{customer}");

        var now = UnsubscribeLinks.Read(Key, EncryptedToken.Write(Key, "unsubscribe", [.. hash.AsSpan(0, 12), .. text]));
        var old = UnsubscribeLinks.Read(Key, EncryptedToken.Write(Key, "unsubscribe", [.. hash, .. text]));

        now.Should().Be((new CustomerId(customer), new Channel(channel), new Topic(topic), Convert.ToHexStringLower(hash)[..24]));
        old.Should().Be(now);
    }

    [Fact]
    public void A_longer_key_is_never_taken_for_names()
    {
        var random = new Random(1);
        var hash = new byte[32];
        for (var number = 0; number < 20_000; number++)
        {
            random.NextBytes(hash);
            var token = EncryptedToken.Write(Key, "unsubscribe", [.. hash, .. "email\nmarketing\nada"u8]);
            UnsubscribeLinks.Read(Key, token)!.Value.Customer.Should().Be(new CustomerId("ada"));
        }
    }

    [Theory]
    [InlineData("another key 0123", "unsubscribe")]
    [InlineData(Key, "report")]
    public void An_old_link_under_another_key_or_for_another_purpose_is_not_taken(string key, string purpose)
    {
        var token = EncryptedToken.Write(key, purpose, [.. new byte[32], .. "email\nmarketing\nada"u8]);
        UnsubscribeLinks.Read(Key, token).Should().BeNull();
    }

    [Fact]
    public async Task An_old_link_suppresses_the_address()
    {
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes("email\nada@shop.example"));
        var token = EncryptedToken.Write(Key, "unsubscribe", [.. hash, .. "email\nmarketing\nada"u8]);
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("mail", template: "mail"),
            harness => harness.Configure = retention => retention.Configure(options => options.Privacy.Key = Key));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);

        (await journey.Privacy.UnsubscribeAsync(token, Token)).Should().BeTrue();

        await journey.EnrollAsync(Some.Customer());
        (await journey.MessageAsync("mail")).Reason.Should().Be(RefusalReasons.Suppressed);
    }

    [Theory]
    [InlineData("ada@shop.example", true)]
    [InlineData("old@shop.example", false)]
    public async Task Soft_bounces_in_the_log_count_for_their_address(string bounced, bool isSuppressed)
    {
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"email\n{bounced}"));
        var store = new InMemoryRetentionStore(1);
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("mail", template: "mail"),
            harness => harness.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Configure(options => options.Privacy.Key = Key);
            });
        await journey.EnrollAsync(Some.Customer());
        await using (var transaction = await store.BeginAsync(0, Token))
        {
            await transaction.Events.AppendAsync([.. Enumerable.Range(1, 2).Select(number => new CustomerEvent
            {
                Id = $"rw:bounce-{number}", Customer = Journeys.Ada, Name = EventNames.MessageBounced,
                OccurredAt = journey.Time.GetUtcNow().AddDays(-number),
                Properties = new PropertyBag([new(MessageEvents.Channel, "email"), new(MessageEvents.Class, "soft"),
                    new(MessageEvents.AddressKey, Convert.ToHexStringLower(hash))]),
            })], Token);
            await transaction.CommitAsync(Token);
        }

        await journey.Client.ReportAsync([new DeliveryReport { Token = journey.Messages[0].ReportToken, Channel = Channel.Email,
            Status = DeliveryReportStatus.Failed, Bounce = BounceClass.Soft, OccurredAt = journey.Time.GetUtcNow() }], Token);

        await using var after = await store.BeginAsync(0, Token);
        (await after.Suppressions.FindAsync(
            [Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), "email\nada@shop.example"u8))[..24]], Token))
            .Should().HaveCount(isSuppressed ? 1 : 0);
    }
}
