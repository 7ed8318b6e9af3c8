using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Channels.Tests.Addresses;

/// <summary>A process without channels beside a worker on one store: both must know a phone number in every form.</summary>
public sealed class SharedNumbersTests
{
    private static readonly CustomerId Ada = new("ada");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("+55 11 98765-4321", "551187654321")]
    [InlineData("+54 9 11 2345-6789", "+541123456789")]
    [InlineData("+54 11 2345-6789", "5491123456789")]
    [InlineData("601 123 456", "+420601123456")]
    [InlineData("+52 55 1234 5678", "5215512345678")]
    public async Task A_stop_that_a_process_without_channels_takes_reaches_the_worker(string number, string reported)
    {
        var store = new InMemoryRetentionStore(3);
        using var folder = new TemporaryFolder();
        await using var web = Process(store, retention => retention.Channels.AddPhoneNumbers());
        await using var worker = Process(store, retention =>
        {
            retention.Channels.AddPickupSms(folder.PathOf("texts"));
            retention.Templates.FromFolder(folder.With("hi.sms.text.hbs", "Hi").Path);
            retention.Journeys.Add(JourneyDefinition.Build("hi", journey => journey.Steps.SendSms("hi", template: "hi")));
        });
        var client = web.GetRequiredService<IRetentionClient>();
        (await client.SaveCustomerAsync(
            new Customer
            {
                Id = Ada,
                Addresses = new Dictionary<Channel, string> { [Channel.Sms] = number },
                Consents = [new Consent { Topic = Topic.Marketing, Channel = Channel.Sms, Granted = true }],
            }, Token)).Outcome.Should().Be(CustomerOutcome.Stored);

        (await client.ReportAsync(
            [
                new DeliveryReport
                {
                    Channel = Channel.Sms, Status = DeliveryReportStatus.Unsubscribed, OccurredAt = TimeProvider.System.GetUtcNow(),
                    Address = reported,
                },
            ], Token)).Should().Equal(ReportOutcome.Suppressed);
        await worker.GetRequiredService<IRetentionClient>().EnrollAsync("hi", Ada, cancellationToken: Token);
        await worker.GetRequiredService<IRetentionEngine>().RunDueAsync(Token);

        Directory.Exists(folder.PathOf("texts")).Should().BeFalse("no message was written");
    }

    private static ServiceProvider Process(IRetentionStore store, Action<Hosting.RetentionBuilder> configure) =>
        new ServiceCollection().AddLogging().AddRetentionWorkflows(retention =>
        {
            retention.Store.Use(_ => store);
            retention.Configure(options => options.Shop = new ShopProfile { Region = "CZ" });
            configure(retention);
        }).BuildServiceProvider();
}
