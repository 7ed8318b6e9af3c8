using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Replay.Report;

/// <summary>
/// Journeys and counters for report tests. Customers take random paths through a journey from a seed, and each move is counted as the
/// engine counts it.
/// </summary>
internal static class SomeReport
{
    internal static JourneyDefinition Churn { get; } = new()
    {
        Name = new JourneyName("swiftmotion-churn"),
        Enrollment = new EnrollmentRule
        {
            Trigger = EnrollmentTrigger.On(Schedule.Monthly(1, new TimeOnly(9, 0))),
            Audience = new SegmentCondition(RfmSegment.AboutToSleep, RfmSegment.CannotLoseThem, RfmSegment.AtRisk)
                & new EventCountCondition("being-warmed-up", Window.InLast(Months(6)), CountRule.Exactly(0)),
        },
        Goal = new JourneyGoal { Event = EventNames.Purchase, Within = Days(30) },
        Steps =
        [
            new RecordEventStep { Name = "warm-up", Event = "being-warmed-up" },
            new ExitStep { Name = "unreachable", When = !new AddressCondition(Channel.Email) },
            new SendStep { Name = "offer", Channel = Channel.Email, Template = "personal-offer",
                Recommendations = new RecommendationBlock() },
            new WaitStep { Name = "think", Period = Days(10) },
            new ExitStep { Name = "bought-after-offer", When = Bought("think") },
            new IssueVoucherStep { Name = "voucher", Offer = new OfferName("comeback-20") },
            new SendStep { Name = "voucher-mail", Channel = Channel.Email, Template = "voucher" },
            new WaitStep { Name = "use-it", Period = Days(7) },
            new ExitStep { Name = "bought-with-voucher", When = Bought("use-it") },
            new SendStep { Name = "reminder", Channel = Channel.Email, Template = "voucher-expires" },
            new WaitStep { Name = "last-days", Period = Days(3) },
            new ExitStep { Name = "bought-at-last", When = Bought("last-days") },
            new IfStep
            {
                Name = "saw-it",
                Condition = new OpenedCondition("voucher-mail"),
                Then = [new ExitStep { Name = "not-motivated" }],
                Otherwise = [new SendStep { Name = "sms", Channel = Channel.Sms, Template = "voucher-sms" }],
            },
        ],
    };

    internal static JourneyReportFacts Facts(int months = 12) => new()
    {
        From = new DateOnly(2025, 7, 1),
        To = new DateOnly(2025, 7, 1).AddMonths(months).AddDays(-1),
        Shop = new ShopProfile { Name = "Swiftmotion", TimeZone = "Europe/Prague" },
        Customers = 5_000,
        Purchases = 23_481,
        Notes = ["Purchases are the recorded ones; nobody buys because of a message.",
            "Opens follow a model: every e-mail is opened with a chance of 35 %, seed 1."],
    };

    internal static JourneyReport Create(JourneyDefinition definition, int months = 12, int perMonth = 120) =>
        JourneyReport.Create(definition, Walk(definition, months, perMonth), Facts(months));

    internal static IReadOnlyList<JourneyCounter> Walk(JourneyDefinition definition, int months, int perMonth)
    {
        var counters = new List<JourneyCounter>();
        var random = new Random(7);
        for (var month = 0; month < months; month++)
        {
            var first = Facts().From.AddMonths(month);
            for (var customer = 0; customer < perMonth + (int)(perMonth * 0.4 * Math.Sin(month)); customer++)
                new Walker(definition, first, random, counters).Walk();
        }

        return
        [
            .. counters.GroupBy(counter => counter with { Count = 0, Amount = 0 })
                .Select(
                    group => group.Key with { Count = group.Sum(counter => counter.Count), Amount = group.Sum(counter => counter.Amount) }),
        ];
    }

    private static EventCountCondition Bought(string since) => new(EventNames.Purchase, Window.Since(since), CountRule.AtLeast(1));

    private sealed class Walker(JourneyDefinition definition, DateOnly entry, Random random, List<JourneyCounter> counters)
    {
        private static readonly string[] _segments = ["at-risk", "at-risk", "at-risk", "about-to-sleep", "about-to-sleep",
            "cannot-lose-them"];

        private DateOnly _day = entry;
        private bool _contacted;
        private bool _voucher;

        internal void Walk()
        {
            Count("", JourneyMeasures.Entered, _segments[random.Next(_segments.Length)]);
            if (random.Next(40) == 0)
                Count("", JourneyMeasures.NotEnrolled, "already-inside");
            Walk(definition.Steps, "completed");
        }

        private bool Walk(IReadOnlyList<JourneyStep> steps, string following)
        {
            for (var index = 0; index < steps.Count; index++)
            {
                if (!Pass(steps[index], index + 1 < steps.Count ? steps[index + 1].Name : following))
                    return false;
            }

            return true;
        }

        private bool Pass(JourneyStep step, string next)
        {
            Count(step.Name, JourneyMeasures.Came, "");
            switch (step)
            {
                case WaitStep wait:
                    _day = _day.AddDays(wait.Period.DayCount);
                    break;
                case SendStep send:
                    Send(send);
                    break;
                case IssueVoucherStep issue:
                    _voucher = true;
                    Count(step.Name, JourneyMeasures.VoucherIssued, issue.Offer.Value);
                    break;
                case ExitStep exit when exit.When is null || random.Next(12) == 0:
                    if (exit.When is EventCountCondition)
                        Buy();
                    Count(step.Name, JourneyMeasures.Ended, exit.Name);
                    return false;
            }

            if (step.Branches.Count > 0)
            {
                var branch = step.Branches[random.Next(step.Branches.Count)];
                Leave(step.Name, branch.Steps.Count > 0 ? branch.Steps[0].Name : next);
                return Walk(branch.Steps, next);
            }

            Leave(step.Name, next);
            return true;
        }

        private void Send(SendStep send)
        {
            var channel = send.Channel.Name;
            Count(send.Name, JourneyMeasures.Queued, channel);
            if (random.Next(11) == 0)
            {
                Count(send.Name, JourneyMeasures.NotSent,
                    $"{channel}:{(random.Next(3) == 0 ? "no-consent" : channel == "sms" ? "no-address" : "rejected-by-provider")}");
                return;
            }

            _contacted = true;
            Count(send.Name, JourneyMeasures.Sent, channel);
            if (random.Next(3) == 0)
                Count(send.Name, JourneyMeasures.Opened, channel);
        }

        private void Buy()
        {
            var total = random.Next(2_000, 15_000) / 100m;
            Count("", JourneyMeasures.Converted, _contacted ? "contacted" : "not-contacted", total);
            if (_voucher && random.Next(2) == 0)
                Count("", JourneyMeasures.VoucherRedeemed, "comeback-20", Math.Round(total / 5, 2));
        }

        private void Leave(string step, string to) => Count(step, JourneyMeasures.Left, to);

        private void Count(string step, string measure, string detail, decimal amount = 0) =>
            counters.Add(new JourneyCounter { Journey = definition.Name, Version = 1, Day = _day, Step = step, Measure = measure,
                Detail = detail, Count = 1, Amount = amount });
    }
}
