using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Diagnostics;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Metrics_count_committed_work_only()
    {
        using var metrics = new Metrics();
        await using var journey = await StartAsync(metrics);
        journey.On(Channel.Sms).Answer = _ => DeliveryResult.Rejected("no-such-number");
        journey.On(Channel.Push).Answer = _ => DeliveryResult.Ambiguous("cut");

        await journey.EnrollAsync(Some.Customer());
        await journey.EnrollAsync(Some.Customer("bob") with { Consents = [] });
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.PurchaseAsync(new CustomerId("bob"));
        var code = (await journey.RecordAsync()).Vouchers.Single().Code;
        await journey.Vouchers.RedeemAsync(
            new RedemptionRequest { Code = code, OrderId = "o1", Total = 100, Currency = "EUR" }, TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        metrics.Sum("retention.enrollments.entered").Should().Be(2);
        metrics.Sum("retention.enrollments.exited", "retention.reason=bought").Should().Be(1);
        metrics.Sum("retention.enrollments.completed").Should().Be(1);
        metrics.Sum("retention.messages.sent", "retention.channel=email").Should().Be(1);
        metrics.Sum("retention.messages.refused", "retention.reason=no-consent").Should().Be(3);
        metrics.Sum("retention.messages.refused").Should().Be(3);
        metrics.Sum("retention.messages.rejected", "retention.reason=no-such-number").Should().Be(1);
        metrics.Sum("retention.messages.ambiguous", "retention.channel=push").Should().Be(1);
        metrics.Sum("retention.events.appended", "retention.outcome=stored").Should().Be(1);
        metrics.Sum("retention.vouchers.issued", "retention.offer=ten").Should().Be(2);
        metrics.Sum("retention.vouchers.redeemed").Should().Be(1);
        metrics.Sum("retention.batch.size", "retention.work=intake").Should().Be(1);
        foreach (var histogram in (string[])["retention.batch.duration", "retention.handover.duration", "retention.steps.lag"])
            metrics.Names.Should().Contain(histogram);
    }

    [Fact]
    public async Task Stuck_enrollments_are_counted_and_gauges_show_backlog_and_delay()
    {
        using var metrics = new Metrics();
        await using var journey = await Journeys.StartAsync(
            steps => steps.If("vip", Customer.Satisfies("broken"), yes => yes.SendEmail("offer", template: "offer")),
            options => options.Configure = retention =>
            {
                retention.Conditions.Add("broken", (_, _, _) => throw new InvalidOperationException());
                retention.Services.AddSingleton<IMeterFactory>(metrics);
                retention.Configure(settings => settings.Retries.MaxAttempts = 1);
            });
        await journey.EnrollAsync(Some.Customer());

        metrics.Sum("retention.enrollments.stuck", "retention.step=vip").Should().Be(1);
        metrics.Observe();
        metrics.Last("retention.outbox.depth").Should().Be(0);
        metrics.Last("retention.steps.overdue").Should().Be(0);
        metrics.Last("retention.messages.overdue").Should().Be(0);
    }

    [Fact]
    public async Task No_tag_contains_personal_data()
    {
        using var metrics = new Metrics();
        var activities = new ConcurrentQueue<Activity>();
        using var test = new Activity("test");
        using var listener = Listen(test, activities.Enqueue);
        test.Start();
        await using var journey = await StartAsync(metrics);

        await journey.EnrollAsync(Some.Customer("secret-person"));
        await journey.PurchaseAsync(new CustomerId("secret-person"));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        var code = (await journey.RecordAsync(new CustomerId("secret-person"))).Vouchers.Single().Code;
        var said = metrics.Tags.Concat(activities.SelectMany(
            activity => activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(activity.DisplayName))).ToList();
        said.Should().NotContain(tag => tag.Contains("secret-person") || tag.Contains(code) || tag.Contains('@') || tag.Contains("+420"));
        activities.Select(activity => activity.OperationName).Should()
            .Contain(["retention.round", "retention.steps", "retention.messages", "retention.handover", "retention.intake"]);
    }

    [Fact]
    public async Task Polling_that_finds_nothing_exports_no_span()
    {
        using var metrics = new Metrics();
        await using var journey = await StartAsync(metrics);
        await journey.EnrollAsync(Some.Customer());
        var exported = new ConcurrentQueue<string>();
        using var test = new Activity("test");
        using var listener = Listen(test, activity =>
        {
            if (activity.Recorded)
                exported.Enqueue(activity.OperationName);
        });
        test.Start();

        await journey.AdvanceAsync(TimeSpan.Zero);
        exported.Should().BeEmpty();

        await journey.Client.SaveCustomersAsync([Some.Customer("bob")], TestContext.Current.CancellationToken);
        await journey.EnrollAsync(Some.Customer("bob"));
        exported.Should().Contain("retention.round");
    }

    [Fact]
    public void Telemetry_without_listeners_allocates_nothing()
    {
        using var metrics = new Metrics { Listening = false };
        using var telemetry = new EngineTelemetry(metrics, TimeProvider.System);
        var tally = new CounterTally(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc);
        tally.Add(new JourneyName("any"), 1, "step", JourneyMeasures.Sent, "email");
        var due = new List<Enrollment>();
        var answers = new AppendEventResult[3];
        Observe();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var round = 0; round < 1_000; round++)
            Observe();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Observe()
        {
            var begun = telemetry.Begin();
            telemetry.Committed(tally);
            telemetry.Batch(EngineTelemetry.Steps, 1, begun);
            telemetry.HandedOver(Channel.Email, DeliveryStatus.Delivered, begun);
            telemetry.Moved(due, default);
            telemetry.Appended(answers);
        }
    }

    /// <summary>Listens to the activities below one activity. The engines of other tests are in other traces.</summary>
    private static ActivityListener Listen(Activity test, Action<Activity> stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RetentionTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == test.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = stopped,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static Task<JourneyHarness> StartAsync(Metrics metrics) => Journeys.StartAsync(
        steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "voucher").SendSms("text", template: "text")
            .Send("push", Channel.Push, template: "push")
            .Wait("think", Days(1)).ExitIf("bought", Customer.PurchasedSince("think")),
        options => options.Configure = retention =>
        {
            retention.Vouchers.AddOffer(Journeys.Offer());
            retention.Services.AddSingleton<IMeterFactory>(metrics);
        });

    /// <summary>A meter factory that listens to its own meters only.</summary>
    private sealed class Metrics : IMeterFactory
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Name, double Value, string[] Tags)> _measured = new();
        private readonly List<Meter> _meters = [];
        private bool _listens;

        internal IEnumerable<string> Names => _measured.Select(measured => measured.Name).Distinct();

        internal IEnumerable<string> Tags => _measured.SelectMany(measured => measured.Tags);

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
            _meters.Add(meter);
            if (_listens)
                return meter;
            _listens = true;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == this && Listening)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
            _listener.Start();
            return meter;
        }

        internal bool Listening { get; init; } = true;

        internal void Observe() => _listener.RecordObservableInstruments();

        internal double Sum(string name, string? tag = null) =>
            _measured.Where(measured => measured.Name == name && (tag is null || measured.Tags.Contains(tag)))
                .Sum(measured => measured.Value);

        internal double Last(string name) => _measured.Last(measured => measured.Name == name).Value;

        public void Dispose()
        {
            _listener.Dispose();
            _meters.ForEach(meter => meter.Dispose());
        }

        private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var texts = new List<string>();
            foreach (var (key, said) in tags)
                texts.Add($"{key}={said}");
            _measured.Enqueue((instrument.Name, value, [.. texts]));
        }
    }
}
