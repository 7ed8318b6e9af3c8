using Retention.Workflows.Journeys;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Support;

/// <summary>
/// Generates valid journeys of all kinds of steps, conditions and windows. The same numbers always give the same journey.
/// </summary>
internal sealed class RandomJourney(int seed, int size)
{
    private const string Texts = "abc Ž'\"<>&#`\\/\n\t{}[]:,日😀";

    private readonly Random _random = new(seed);
    private int _names;
    private int _stepsLeft = size;

    internal static JourneyDefinition Make(int seed, int size) => new RandomJourney(seed, size).Definition();

    internal static Condition MakeCondition(int seed, int depth) => new RandomJourney(seed, 0).Condition([], [], depth);

    private JourneyDefinition Definition() => new()
    {
        Name = new JourneyName(Name("journey")),
        Enrollment = PerKeyWhereItMay(new EnrollmentRule
        {
            Trigger = Pick(
                EnrollmentTrigger.ByHand,
                EnrollmentTrigger.On(Schedule.Daily(Time())),
                EnrollmentTrigger.On(Schedule.Weekly((DayOfWeek)_random.Next(7), Time())),
                EnrollmentTrigger.On(Schedule.Monthly(_random.Next(1, 32), Time())),
                EnrollmentTrigger.On(Pattern()),
                EnrollmentTrigger.Enters([.. Enum.GetValues<RfmSegment>().Where(_ => Maybe()), RfmSegment.Lost]),
                EnrollmentTrigger.Leaves(RfmSegment.New),
                EnrollmentTrigger.On(Date(), Time())),
            Audience = Maybe() ? null : Condition(null, null, 4),
            ReEntry = Pick(ReEntry.Once, ReEntry.Always, ReEntry.AtMost(_random.Next(1, 9)), ReEntry.AfterExit(default),
                ReEntry.AfterExit(SomePeriod())),
        }),
        Priority = _random.Next(-2, 3),
        WhenPublished = Pick(Enum.GetValues<PublishPolicy>()),
        WhenLate = Pick(Enum.GetValues<LatenessPolicy>()),
        ExitRules = [.. Enumerable.Range(0, _random.Next(3))
            .Select(_ => new ExitRule { Name = Name("exit"), On = Pattern(), When = Maybe() ? null : Condition(null, null, 2) })],
        Goal = Maybe() ? null : new JourneyGoal { Event = Name("event"), Within = SomePeriod(), EndsJourney = Maybe() },
        Steps = Steps([], [], 0, atLeastOne: true),
    };

    private EnrollmentRule PerKeyWhereItMay(EnrollmentRule rule) =>
        rule.Trigger is EventTrigger or ManualTrigger && Maybe() ? rule with { ReEntry = ReEntry.PerKey("cart-id") } : rule;

    private List<JourneyStep> Steps(List<string> reached, List<string> sends, int depth, bool atLeastOne = false)
    {
        var steps = new List<JourneyStep>();
        while ((atLeastOne && steps.Count == 0) || (_stepsLeft > 0 && _random.Next(5) > 0))
        {
            _stepsLeft--;
            var step = Step(reached, sends, depth);
            reached.Add(step.Name);
            if (step is SendStep)
                sends.Add(step.Name);
            steps.Add(step);
            if (step is ExitStep { When: null })
                break;
            if (step is WaitUntilDateStep wait && Maybe())
            {
                steps[^1] = wait with { WhenPast = WhenPast.SkipStep };
                var next = Send(Name("step"));
                reached.Add(next.Name);
                sends.Add(next.Name);
                steps.Add(next);
            }
        }

        return steps;
    }

    private WebhookStep Webhook(string name)
    {
        var step = new WebhookStep
        {
            Name = name,
            Data = Maybe() ? PropertyBag.Empty : new PropertyBag([new("points", _random.Next(100))]),
            Attributes = Maybe() ? [] : ["tier"],
            AnswerField = "result",
            Answers = Maybe()
                ? [] : [new WebhookAnswer { Name = "vip", Value = Maybe() ? null : $"v{Text()}", Steps = [Send(Name("step"))] }],
            Failed = Maybe() ? [] : [Send(Name("step"))],
        };
        return Maybe() ? step with { Endpoint = Name("endpoint") } : step with { Address = new Uri("https://crm.example.org/points") };
    }

    private JourneyStep Step(List<string> reached, List<string> sends, int depth)
    {
        var name = Name("step");
        switch (_random.Next(depth < 6 ? 17 : 10))
        {
            case 0: return new WaitStep { Name = name, Period = SomePeriod() };
            case 1 when Maybe(): return new WaitUntilDateStep { Name = name, Date = Date(), TimeOfDay = Time(),
                WhenPast = Pick(WhenPast.ContinueNow, WhenPast.Exit) };
            case 1: return new WaitUntilStep { Name = name, TimeOfDay = Time(), Day = Maybe() ? null : (DayOfWeek)_random.Next(7) };
            case 2: return new ExitStep { Name = name, When = Condition(reached, sends, 3) };
            case 3 when depth > 0 && _random.Next(3) == 0: return new ExitStep { Name = name };
            case 3 or 4: return Send(name);
            case 5: return new IssueVoucherStep { Name = name, Offer = Name("offer") };
            case 6: return new RecordEventStep { Name = name, Event = Name("event") };
            case 7 when Maybe(): return new SetAttributeStep { Name = name,
                Set = new PropertyBag([new("tier", Text()), new("vip", Maybe())]), Remove = Maybe() ? [] : ["trial"] };
            case 7: return Webhook(name);
            case 8: return new WaitForSilenceStep { Name = name, Period = SomePeriod(),
                Events = [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Pattern())] };
            case 9: return new HoldoutStep { Name = name, Percent = _random.Next(1, 9_999) / 100m,
                Experiment = Maybe() ? null : Name("experiment") };
            case 10:
                return new WaitForEventStep { Name = name, Event = Pattern(), Timeout = SomePeriod(), Received = Steps(
                    [.. reached, name], [.. sends], depth + 1), TimedOut = EndsNever(Steps([.. reached, name], [.. sends], depth + 1)) };
            case 11:
                var cases = Enumerable.Range(0, _random.Next(1, 3))
                    .Select(number => new SwitchCase { Name = $"case-{number}", When = Condition(reached, sends, 2),
                        Steps = Steps([.. reached, name], [.. sends], depth + 1) }).ToList();
                return new SwitchStep { Name = name, Cases = cases,
                    Otherwise = EndsNever(Steps([.. reached, name], [.. sends], depth + 1)) };
            case 12:
                var until = Maybe() ? null : Condition(reached, sends, 2);
                var again = EndsNever(Steps([.. reached, name], [.. sends], depth + 1, atLeastOne: true));
                return new RepeatStep { Name = name, Times = _random.Next(1, 101), Until = until,
                    Steps = again.Count == 0 ? [Send(Name("step"))] : again };
            case 14:
                var (greeting, pause, round) = (Send(Name("step")), new WaitStep { Name = Name("step"),
                    Period = SomePeriod() }, new RepeatStep { Name = Name("step"), Times = 2, Steps = [] });
                return new WorkflowStep
                {
                    Name = name,
                    Engine = Name("engine"),
                    Plan = $"plan {Text()}",
                    Steps = [greeting, pause, round,
                        new ExitStep { Name = Name("step"), When = Maybe() ? null : Condition(reached, sends, 1) }],
                    Ways = Maybe() ? [] : [new(null, null, round.Name), new(round.Name, "again", pause.Name),
                        new(pause.Name, null, round.Name), .. Maybe() ? [] : new[] { new WorkflowWay(round.Name, null, greeting.Name) }],
                };
            case 15:
                return new RecommendStep
                {
                    Name = name,
                    Count = _random.Next(1, 25),
                    Strategy = Pick(Enum.GetValues<RecommendationStrategy>()),
                    MinPrice = Pick<decimal?>(null, 0, 9.9m),
                    MaxPrice = Pick<decimal?>(null, 9.9m, 1_000.1234m),
                    Categories = Pick<string[]>([], ["Shoes", $"a{Text()}"]),
                    BestSellers = Maybe(),
                    Chosen = [Send(Name("step")) with { Recommendations = new RecommendationBlock { ChosenBy = name } },
                        .. Steps([.. reached, name], [.. sends], depth + 1)],
                    None = EndsNever(Steps([.. reached, name], [.. sends], depth + 1)),
                };
            case 13:
                var condition = Condition(reached, sends, 3);
                List<string> active = [.. reached, name];
                return new IfStep
                {
                    Name = name,
                    Condition = condition,
                    Then = Steps([.. active], [.. sends], depth + 1),
                    Otherwise = EndsNever(Steps([.. active], [.. sends], depth + 1)),
                };
            default:
                var cut = _random.Next(1, 9_999) / 100m;
                List<string> shared = [.. reached, name];
                return new SplitStep
                {
                    Name = name,
                    Experiment = Maybe() ? null : Name("experiment"),
                    Shares =
                    [
                        new SplitShare { Name = "a", Percent = cut, Steps = Steps([.. shared], [.. sends], depth + 1) },
                        new SplitShare { Name = "b", Percent = 100 - cut, Steps = EndsNever(Steps([.. shared], [.. sends], depth + 1)) },
                    ],
                };
        }
    }

    /// <summary>Lets one branch continue, so that later steps can be reached.</summary>
    private static List<JourneyStep> EndsNever(List<JourneyStep> steps) => steps is [.., ExitStep { When: null }] ? steps[..^1] : steps;

    private CustomerDate Date()
    {
        var day = Pick(CustomerDate.Birthday, CustomerDate.FirstPurchaseAnniversary, CustomerDate.VoucherExpiry,
            CustomerDate.Attribute("renewal"), CustomerDate.AnniversaryOf("_x-1"));
        return Pick(
            day, day.DaysBefore(_random.Next(1, CustomerDate.MaxOffset + 1)), day.DaysAfter(_random.Next(1, CustomerDate.MaxOffset + 1)));
    }

    private EventPattern Pattern() => new(Name("event"), [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Filter())]);

    private SendStep Send(string name) => new()
    {
        Name = name,
        Channel = Pick(Channel.Email, Channel.Sms, new Channel("letter")),
        Template = Name("template"),
        Topic = Pick(Topic.Marketing, Topic.Transactional, new Topic("news")),
        OnAmbiguous = Pick(AmbiguityPolicy.AssumeSent, AmbiguityPolicy.Resend),
        DeferUpTo = Maybe() ? null : SomePeriod(),
        Fallbacks = [.. Enumerable.Range(0, _random.Next(3)).Select(number => new SendFallback { Channel = new Channel($"other-{number}"),
            Template = Name("template"), When = Maybe() ? null : Condition([], [], 1) })],
        Recommendations = Maybe() ? null : new RecommendationBlock
        {
            Count = _random.Next(1, 25),
            ProductUrlBase = Pick(null, new Uri("https://example.org/p?a=1&b="), new Uri("http://example.org/")),
            Fields = (ProductFields)_random.Next(1, 16),
            Layout = Pick(RecommendationLayout.SideBySide, RecommendationLayout.Vertical),
            WhenNone = Pick(Enum.GetValues<WhenNoRecommendations>()),
            Strategy = Pick(Enum.GetValues<RecommendationStrategy>()),
            MinPrice = Pick<decimal?>(null, 0, 9.9m),
            MaxPrice = Pick<decimal?>(null, 9.9m, 1_000.1234m),
            Categories = Maybe() ? [] : ["Shoes", "日 \"<&"],
        },
    };

    /// <summary>A condition. Without lists of steps, it needs no enrollment.</summary>
    private Condition Condition(List<string>? reached, List<string>? sends, int depth)
    {
        switch (_random.Next(depth > 0 ? 17 : 13) - 2)
        {
            case -2: return new CartTotalCondition(_random.Next(0, 1_000_000) / 100m);
            case -1: return new CartHoldsCondition(
                [.. Enumerable.Range(0, _random.Next(3)).Select(number => new ProductId($"SM {number} ž\"<"))]);
            case 0: return new SegmentCondition([.. Enum.GetValues<RfmSegment>().Where(_ => Maybe()), RfmSegment.Lost]);
            case 1: return new NamedCondition(Name("segment"));
            case 2: return new CustomCondition(Name("predicate"), Maybe() ? null : Bag());
            case 3: return new AttributeCondition(Filter());
            case 4: return new AddressCondition(Pick(Channel.Email, Channel.Push));
            case 5: return new ConsentCondition(Pick(Topic.Marketing, new Topic("news")), Channel.Sms);
            case 6: return new LastPurchaseCondition(SomePeriod(), Maybe());
            case 7: return new TotalSpentCondition(_random.Next(0, 1_000_000) / 100m, SomeWindow(reached));
            case 8 when sends is { Count: > 0 }: return new OpenedCondition(Pick([.. sends]), Maybe());
            case <= 10:
                var number = _random.Next(5);
                return new EventCountCondition(
                    Name("event"),
                    SomeWindow(reached),
                    Pick(CountRule.AtLeast(number), CountRule.AtMost(number), CountRule.MoreThan(number), CountRule.Exactly(number)),
                    [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Filter())]);
            case 11: return new NotCondition(Condition(reached, sends, depth - 1));
            case 12: return !Condition(reached, sends, depth - 1);
            case 13: return new AllCondition(Parts());
            default: return new AnyCondition(Parts());
        }

        IEnumerable<Condition> Parts() =>
            Enumerable.Range(0, _random.Next(2, 4)).Select(_ => Condition(reached, sends, depth - 1)).ToList();
    }

    private Window SomeWindow(List<string>? reached)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMilliseconds(_random.NextInt64(100_000_000_000));
        Window[] windows = [Window.Ever, Window.InLast(SomePeriod()),
            Window.Between(start, start.AddMilliseconds(_random.Next(1, int.MaxValue)))];
        return reached is null ? Pick(windows)
            : reached.Count == 0 ? Pick([.. windows, Window.SinceEnrolled])
            : Pick([.. windows, Window.SinceEnrolled, Window.Since(Pick([.. reached]))]);
    }

    private PropertyFilter Filter()
    {
        var key = Pick("channel", "_x", "A-1_b");
        return Pick(Enum.GetValues<PropertyComparison>()) switch
        {
            PropertyComparison.In =>
                new PropertyFilter(key, PropertyComparison.In, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Value())]),
            PropertyComparison.Contains => new PropertyFilter(key, PropertyComparison.Contains, Text()),
            PropertyComparison.Equal => new PropertyFilter(key, PropertyComparison.Equal, Value()),
            var order => new PropertyFilter(key, order, Maybe() ? Text() : Number()),
        };
    }

    private PropertyBag Bag() =>
        new(Enumerable.Range(0, _random.Next(4)).Select(index => KeyValuePair.Create($"k{_random.Next(100)}_{index}", Value())));

    private PropertyValue Value() => Pick(Text(), Number(), new PropertyValue(Maybe()));

    private PropertyValue Number() =>
        new(Pick(0m, -1.50m, 1.5000m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, _random.Next()));

    private PropertyValue Text()
    {
        var runes = Texts.EnumerateRunes().ToArray();
        return string.Concat(Enumerable.Range(0, _random.Next(6)).Select(_ => runes[_random.Next(runes.Length)].ToString()));
    }

    private Period SomePeriod() => Pick(Years(1), Months(_random.Next(1, 40)), Days(_random.Next(1, 90)), Hours(_random.Next(1, 100)),
        Weeks(2) + Minutes(_random.Next(0, 500)), Months(1) + Days(2) + Hours(3) + Minutes(4) + Seconds(5));

    private TimeOnly Time() => Pick(new TimeOnly(9, 0), new TimeOnly(23, 59, 58), new TimeOnly(_random.NextInt64(TimeOnly.MaxValue.Ticks)));

    private string Name(string what) => $"{what}-{_names++}";

    private bool Maybe() => _random.Next(2) == 0;

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
