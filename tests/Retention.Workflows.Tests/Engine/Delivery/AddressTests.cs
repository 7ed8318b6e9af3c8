using Microsoft.Extensions.Options;
using Retention.Workflows.Messaging;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>
/// One form of an address is stored, compared, reported and put on the wire, and a request to be left alone holds for it.
/// </summary>
public sealed class AddressTests
{
    private const string Key = "a key that nobody guesses";
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ada@shop.example\u00a0", "ada@shop.example")]
    [InlineData(" Ada@SHOP.example", "Ada@shop.example")]
    [InlineData("ada@\u200bshop.example", "ada@shop.example")]
    [InlineData("ada@XN--9CA.example", "ada@xn--9ca.example")]
    [InlineData("ada\ufeff@shop.example", "ada@shop.example")]
    public async Task The_stored_address_and_the_wire_have_the_canonical_form(string written, string wire)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await journey.EnrollAsync(With(Some.Customer(), written));

        journey.Messages.Single().Address.Should().Be(wire);
        (await journey.RecordAsync()).Customer!.AddressOn(Channel.Email).Should().Be(wire);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("ada@shop..example")]
    [InlineData("Ada <ada@shop.example>")]
    [InlineData("ada")]
    [InlineData("@shop.example")]
    public async Task What_cannot_be_a_mailbox_is_refused_with_field_and_reason(string written)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));

        var answer = await journey.Client.SaveCustomerAsync(With(Some.Customer(), written), Token);

        answer.Outcome.Should().Be(CustomerOutcome.Refused);
        answer.Problems.Should().ContainSingle().Which.ToString().Should()
            .Be("addresses.email is not a mailbox such as ada@example.org");
        (await journey.RecordAsync()).Customer.Should().BeNull();
    }

    [Theory]
    [InlineData("ada@shop.example", "ADA@shop.example")]
    [InlineData("ada@shop.example", "ada@SHOP.EXAMPLE")]
    [InlineData("Ada@shop.example", " ada@shop.example\u00a0")]
    [InlineData("ada@xn--9ca.example", "ada@XN--9CA.example")]
    [InlineData("ada@shop.example", "a\u00adda@shop.example")]
    public async Task An_unsubscription_holds_for_another_spelling_under_another_customer(string first, string second)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await journey.EnrollAsync(With(Some.Customer(), first));
        (await journey.Privacy.UnsubscribeAsync(TokenOf(journey.Messages[0]), Token)).Should().BeTrue();

        await journey.EnrollAsync(With(Some.Customer("bob"), second));

        journey.Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task A_link_holds_for_the_address_that_it_was_sent_to()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await journey.EnrollAsync(With(Some.Customer(), "old@shop.example"));
        await journey.Client.SaveCustomersAsync([With(Some.Customer(), "new@shop.example")], Token);

        (await journey.Privacy.UnsubscribeAsync(TokenOf(journey.Messages[0]), Token)).Should().BeTrue();
        await journey.EnrollAsync(With(Some.Customer("bob"), "old@shop.example"));
        await journey.EnrollAsync(With(Some.Customer("cyd"), "new@shop.example"));

        journey.Messages.Select(message => message.Address).Should().Equal("old@shop.example", "new@shop.example");
    }

    [Fact]
    public async Task A_link_holds_after_the_customer_was_erased()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await journey.EnrollAsync(With(Some.Customer(), "old@shop.example"));
        await journey.Client.SaveCustomersAsync([With(Some.Customer(), "new@shop.example")], Token);
        await journey.Privacy.EraseAsync(Ada, Token);

        (await journey.Privacy.UnsubscribeAsync(TokenOf(journey.Messages[0]), Token)).Should().BeTrue();
        await journey.EnrollAsync(With(Some.Customer("bob"), "old@shop.example"));

        journey.Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task A_token_shows_neither_customer_nor_address()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await journey.EnrollAsync(With(Some.Customer(), "ada@shop.example"));

        var token = TokenOf(journey.Messages[0]);

        var text = System.Text.Encoding.Latin1.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token));
        text.Should().NotContain(Ada.Value).And.NotContain("marketing").And.NotContain("email");
    }

    [Theory]
    [InlineData("unsubscribed", false)]
    [InlineData("message-complained", false)]
    [InlineData("unsubscribed", true)]
    [InlineData("message-complained", true)]
    [InlineData("asked", true)]
    public async Task A_request_before_the_address_is_known_holds_for_the_first_address(string request, bool isDescribed)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail").SendSms("text", template: "text"));
        var customer = Some.Customer();
        if (isDescribed)
            await journey.Client.SaveCustomersAsync([customer with { Addresses = new Dictionary<Channel, string>() }], Token);
        if (request == "asked")
            (await journey.Privacy.SuppressAsync(Ada, Channel.Email, cancellationToken: Token)).Should().BeFalse("there is no address yet");
        else
            await journey.Client.AppendEventsAsync([new CustomerEvent
            {
                Id = "request", Customer = Ada, Name = new EventName(request), OccurredAt = journey.Time.GetUtcNow(),
                Properties = new PropertyBag([new("channel", "email")]),
            }], Token);

        await journey.EnrollAsync(customer);
        journey.Sent.Should().Equal("text by sms");

        (await journey.Privacy.UnsuppressAsync(Ada, Channel.Email, request == "unsubscribed" ? Topic.Marketing : default(Topic?), Token)).Should().BeTrue();
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("fifteen bytes..", true)]
    [InlineData("fifteen bytes..", false)]
    [InlineData("short", false)]
    [InlineData("kéy", false)]
    public async Task A_key_that_can_be_guessed_is_refused_at_start(string key, bool hasPage)
    {
        var start = async () => await Journeys.StartAsync(
            steps => steps.SendEmail("mail", template: "mail"),
            harness => harness.Configure = retention => retention.Configure(options =>
            {
                options.Privacy.Key = key;
                options.Privacy.UnsubscribeUrl = hasPage ? "https://shop.example/unsubscribe?t={token}" : null;
            }));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*Privacy.Key*at least 16 bytes*");
    }

    [Fact]
    public async Task A_token_under_no_key_is_not_taken()
    {
        await using var keyed = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await keyed.EnrollAsync(Some.Customer());
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("mail", template: "mail"));

        (await journey.Privacy.UnsubscribeAsync(TokenOf(keyed.Messages[0]), Token)).Should().BeFalse();
    }

    [Fact]
    public async Task A_hosts_own_rule_replaces_the_librarys()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendSms("text", template: "text").Wait("a-day", Days(1)),
            harness => harness.Configure = retention => retention.Channels.NormalizeWith(new Shouting()));
        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Single().Address.Should().Be("LOUD");
    }

    private static string TokenOf(OutgoingMessage message) => message.UnsubscribeUrl!.Query["?t=".Length..];

    private static Customer With(Customer customer, string mailbox) =>
        customer with { Addresses = new Dictionary<Channel, string>(customer.Addresses) { [Channel.Email] = mailbox } };

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps) => Journeys.StartAsync(
        steps,
        harness => harness.Configure = retention => retention.Configure(options =>
        {
            options.Privacy.Key = Key;
            options.Privacy.UnsubscribeUrl = "https://shop.example/unsubscribe?t={token}";
        }));

    private sealed class Shouting : IAddressNormalizer
    {
        public Channel Channel => Channel.Sms;

        public NormalizedAddress Normalize(string address) => NormalizedAddress.Of("LOUD");
    }
}
