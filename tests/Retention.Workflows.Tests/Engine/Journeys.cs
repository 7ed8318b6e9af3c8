using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine;

/// <summary>Short journeys for tests of the engine.</summary>
internal static class Journeys
{
    internal static readonly CustomerId Ada = new("ada");

    internal static JourneyDefinition Of(Action<StepsBuilder> steps, Action<JourneyBuilder>? more = null) =>
        JourneyDefinition.Build(new JourneyName("under-test"), journey =>
        {
            more?.Invoke(journey);
            steps(journey.Steps);
        });

    internal static Task<JourneyHarness> StartAsync(
        Action<StepsBuilder> steps, Action<JourneyHarnessOptions>? configure = null, Action<JourneyBuilder>? more = null) =>
        JourneyHarness.StartAsync(Of(steps, more), options =>
        {
            options.CancellationToken = TestContext.Current.CancellationToken;
            configure?.Invoke(options);
        });

    internal static VoucherOffer Offer(Period? validFor = null) =>
        new() { Name = "ten", Discount = Discount.Percent(10), ValidFor = validFor ?? Period.Days(14) };

    internal static async Task<OutboxMessage> MessageAsync(this JourneyHarness journey, string step, CustomerId? customer = null) =>
        (await journey.RecordAsync(customer)).Messages.Single(message => message.Step == step);

    internal static Task<CustomerRecord> RecordAsync(this JourneyHarness journey, CustomerId? customer = null) =>
        journey.Client.ReadCustomerAsync(customer ?? Ada, TestContext.Current.CancellationToken);

    internal static async Task<long> CountAsync(this JourneyHarness journey, string measure, string? detail = null) =>
        (await journey.Operations.ReadCountersAsync(new JourneyName("under-test"), TestContext.Current.CancellationToken))
            .Where(counter => counter.Measure == measure && (detail is null || counter.Detail == detail))
            .Sum(counter => counter.Count);
}
