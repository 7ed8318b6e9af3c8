using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Hosting;

public sealed class BuilderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Channels_and_issuers_of_the_container_are_created_for_each_call_in_their_own_scope()
    {
        var calls = new Calls();
        var services = new ServiceCollection().AddLogging().AddSingleton(calls).AddScoped<Session>()
            .AddSingleton<TimeProvider>(new ManualTime(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero)));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            retention.Journeys.Add(_ => JourneyDefinition.Build(
                "hello", journey => journey.Steps.IssueVoucher("voucher", "ten").SendEmail("mail", "mail").SendSms("sms", "sms")));
            retention.Templates.Use(_ => new PlainTemplates());
            retention.Channels.Add<MailChannel>().Add(provider => new SmsChannel(provider.GetRequiredService<Session>()));
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10), ValidFor = Period.Days(14) })
                .UseIssuer<Issuer>();
        });
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        var client = provider.GetRequiredService<IRetentionClient>();
        await client.SaveCustomersAsync([Some.Customer("ada"), Some.Customer("bob")], Token);
        await client.EnrollAsync("hello", "ada", cancellationToken: Token);
        await client.EnrollAsync("hello", "bob", cancellationToken: Token);

        await provider.GetRequiredService<IRetentionEngine>().RunDueAsync(Token);

        calls.Made.Should().HaveCount(6).And.OnlyHaveUniqueItems("each call has a session of its own");
        calls.Disposed.Should().BeGreaterThanOrEqualTo(6, "each session is disposed with its call");
    }

    private sealed class Calls
    {
        internal List<Session> Made { get; } = [];

        internal int Disposed { get; set; }
    }

    private sealed class Session(Calls calls) : IDisposable
    {
        internal void Use()
        {
            lock (calls)
                calls.Made.Add(this);
        }

        public void Dispose()
        {
            lock (calls)
                calls.Disposed++;
        }
    }

    private sealed class MailChannel(Session session) : IMessageChannel
    {
        public Channel Channel => Channel.Email;

        public bool IsIdempotent => false;

        public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            session.Use();
            return Task.FromResult(DeliveryResult.Delivered);
        }
    }

    private sealed class SmsChannel(Session session) : IMessageChannel
    {
        public Channel Channel => Channel.Sms;

        public bool IsIdempotent => true;

        public Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            session.Use();
            return Task.FromResult(DeliveryResult.Delivered);
        }
    }

    private sealed class Issuer(Session session) : IVoucherIssuer
    {
        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
        {
            session.Use();
            return Task.FromResult(new IssuedVoucher { Code = $"SHOP-{request.IdempotencyKey}", ExpiresAt = request.ExpiresAt });
        }
    }
}
