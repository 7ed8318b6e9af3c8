using Elsa.Extensions;
using Elsa.Testing.Shared;
using Elsa.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.Hosting;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Elsa.Tests.Activities;

/// <summary>Runs one activity in Elsa's own fixture. The real engine performs the step that the activity requests.</summary>
public abstract class ActivityTest
{
    private protected static readonly CustomerId Ada = new("ada");

    private protected EngineCounter? Counter { get; private set; }

    private protected JourneyHarness Harness => Counter!.Harness!;

    private protected static DateTimeOffset Moment(int hour) => new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero).AddHours(hour);

    private protected static Customer Without(params IReadOnlyCollection<Channel> channels)
    {
        var customer = Some.Customer("ada");
        return customer with { Addresses = customer.Addresses.Where(address => !channels.Contains(address.Key)).ToDictionary() };
    }

    /// <summary>Reaches an activity one hour after a mail.</summary>
    private protected async Task<ActivityExecutionContext> RunAsync(
        JourneyActivity activity, int purchases = 0, Customer? customer = null, Func<JourneyHarness, Task>? meanwhile = null,
        Action<JourneyHarness>? before = null, Action<RetentionBuilder>? configure = null)
    {
        activity.Id = "under-test";
        Counter = new EngineCounter(
            customer ?? Some.Customer("ada"),
            options =>
            {
                options.CancellationToken = TestContext.Current.CancellationToken;
                options.Configure = retention =>
                {
                    retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
                    retention.Recommendations.UseProducts([new Product { Id = new ProductId("tent"), Name = "Tent" }]);
                    retention.Segments.Add("vip", Customer.HasAddress(Channel.Email));
                    retention.Segments.Add("poor", Customer.SpentAtLeast(1_000_000));
                    configure?.Invoke(retention);
                };
            },
            async harness =>
            {
                before?.Invoke(harness);
                for (var number = 0; number < purchases; number++)
                    await harness.HappenAsync(Some.Purchase(Ada, harness.Time.GetUtcNow().AddMinutes(-1 - number)));
            },
            meanwhile ?? (_ => Task.CompletedTask));
        var fixture = new ActivityTestFixture(activity).ConfigureServices(services =>
        {
            services.AddSingleton<ActivityStepExecutor>(Counter);
            services.AddSingleton<IVariablePersistenceManager>(_ => NSubstitute.Substitute.For<IVariablePersistenceManager>());
        });
        return await fixture.ExecuteAsync();
    }

    /// <summary>Resumes an activity as Elsa does: by the method name that its bookmark stores.</summary>
    private protected static async Task ResumeAsync(ActivityExecutionContext context)
    {
        var bookmark = context.Bookmarks.Single();
        await context.Activity.GetResumeActivityDelegate(bookmark.CallbackMethodName!)(context);
    }
}
