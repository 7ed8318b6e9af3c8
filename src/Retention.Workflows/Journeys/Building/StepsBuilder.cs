using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>Describes steps, one after the other. The name comes first, in kebab case: unique in the journey and stable for ever.</summary>
/// <remarks>
/// Names and other rules are checked when the journey is built, with all errors at once. A builder that was used is frozen: adding
/// to it throws <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed class StepsBuilder
{
    private readonly BuilderLock _lock = new();
    private readonly List<JourneyStep> _steps = [];

    internal StepsBuilder()
    {
    }

    /// <summary>Adds a step that was made elsewhere.</summary>
    public StepsBuilder Add(JourneyStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _lock.ThrowIfLocked($"The step '{step.Name}'");
        _steps.Add(step);
        return this;
    }

    /// <summary>Lets time pass: calendar days and months at the same local time in the customer's zone, hours as they elapse.</summary>
    public StepsBuilder Wait(string name, Period period) => Add(new WaitStep { Name = name, Period = period });

    /// <summary>Lets time pass until the clock of the customer's zone next shows a time of day.</summary>
    public StepsBuilder WaitUntil(string name, TimeOnly timeOfDay) => Add(new WaitUntilStep { Name = name, TimeOfDay = timeOfDay });

    /// <summary>Lets time pass until it is a day of the week, at a time of day, in the customer's zone.</summary>
    public StepsBuilder WaitUntil(string name, DayOfWeek day, TimeOnly timeOfDay) => Add(new WaitUntilStep { Name = name, Day = day, TimeOfDay = timeOfDay });

    /// <summary>Lets time pass until a date of the customer, in the customer's zone. Who has no such date leaves the journey.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="date">Which date, and how many days before or after it.</param>
    /// <param name="timeOfDay">The local time.</param>
    /// <param name="whenPast">What is done when that moment lies before the one at which the step is reached.</param>
    public StepsBuilder WaitUntilDate(string name, CustomerDate date, TimeOnly timeOfDay, WhenPast whenPast)
    {
        ArgumentNullException.ThrowIfNull(date);
        return Add(new WaitUntilDateStep { Name = name, Date = date, TimeOfDay = timeOfDay, WhenPast = whenPast });
    }

    /// <summary>Waits for an event, or for a period at most.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="pattern">What is waited for; only what happens after the step was reached counts.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="received">What is done when it happened; default nothing.</param>
    /// <param name="timedOut">What is done when the time ran out; default nothing.</param>
    public StepsBuilder WaitFor(string name, EventPattern pattern, Period timeout, Action<StepsBuilder>? received = null, Action<StepsBuilder>? timedOut = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Add(new WaitForEventStep
        {
            Name = name,
            Event = pattern,
            Timeout = timeout,
            Received = received is null ? [] : Branch(name, "received", received),
            TimedOut = timedOut is null ? [] : Branch(name, "timeout", timedOut),
        });
    }

    /// <summary>Waits until none of these events has happened for a period; each one begins it anew.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="period">How long nothing must happen.</param>
    /// <param name="events">What breaks the silence; one at least.</param>
    public StepsBuilder WaitForSilence(string name, Period period, params IReadOnlyList<EventPattern> events) =>
        Add(new WaitForSilenceStep { Name = name, Period = period, Events = events });

    /// <summary>Goes the way of the first case whose condition holds; behind all of them the journey goes on.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="cases">Names the cases, in the order in which they are asked.</param>
    public StepsBuilder Switch(string name, Action<SwitchBuilder> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        _lock.ThrowIfLocked($"The step '{name}'");
        var choice = new SwitchBuilder((branch, steps) => Branch(name, branch, steps));
        cases(choice);
        return Add(choice.Build(name));
    }

    /// <summary>Keeps a share of the customers out from here on, always the same, to measure what the journey brings.</summary>
    /// <param name="name">The step's name; the outcome of whoever is held out.</param>
    /// <param name="percent">How many percent, above 0 and below 100.</param>
    /// <param name="experiment">An id of its own, so that customers keep their lot when the journey or the step is renamed.</param>
    public StepsBuilder Holdout(string name, decimal percent, string? experiment = null) =>
        Add(new HoldoutStep { Name = name, Percent = percent, Experiment = experiment });

    /// <summary>Does steps several times.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="times">How often at most.</param>
    /// <param name="steps">What is done each time.</param>
    /// <param name="until">When to stop earlier, asked before each time; default never.</param>
    public StepsBuilder Repeat(string name, int times, Action<StepsBuilder> steps, Condition? until = null)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return Add(new RepeatStep { Name = name, Times = times, Until = until, Steps = Branch(name, "again", steps) });
    }

    /// <summary>Goes one of two ways; behind both the journey goes on.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="condition">What is asked, at the moment the step is reached.</param>
    /// <param name="then">What is done when it holds.</param>
    /// <param name="otherwise">What is done when it does not; default nothing.</param>
    public StepsBuilder If(string name, Condition condition, Action<StepsBuilder> then, Action<StepsBuilder>? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(then);
        return Add(new IfStep
        {
            Name = name,
            Condition = condition,
            Then = Branch(name, "then", then),
            Otherwise = otherwise is null ? [] : Branch(name, "otherwise", otherwise),
        });
    }

    /// <summary>Sends each customer one of several ways by chance, always the same; behind all of them the journey goes on.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="shares">Names the shares; their percentages sum up to 100.</param>
    public StepsBuilder Split(string name, Action<SplitBuilder> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        _lock.ThrowIfLocked($"The step '{name}'");
        var split = new SplitBuilder((share, steps) => Branch(name, share, steps));
        shares(split);
        return Add(split.Build(name));
    }

    /// <summary>Ends the journey; the step's name is the outcome that is recorded. What was queued before is still sent.</summary>
    public StepsBuilder Exit(string name) => Add(new ExitStep { Name = name });

    /// <summary>Ends the journey for who fulfils the condition, and withdraws what is queued for them.</summary>
    public StepsBuilder ExitIf(string name, Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Add(new ExitStep { Name = name, When = condition });
    }

    /// <summary>Ends the journey for who does not fulfil the condition, and withdraws what is queued for them.</summary>
    public StepsBuilder ExitUnless(string name, Condition condition) => ExitIf(name, !condition);

    /// <summary>Issues a voucher; templates of later steps see it.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="offer">The offer that the host registered under this name.</param>
    public StepsBuilder IssueVoucher(string name, OfferName offer) => Add(new IssueVoucherStep { Name = name, Offer = offer });

    /// <summary>Chooses products, which later messages show: <see cref="RecommendationBlock.ChosenBy"/> names this step.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="count">How many at most, 1 to 24.</param>
    /// <param name="options">By what they are chosen, and what is done when there are none.</param>
    public StepsBuilder Recommend(string name, int count = 6, Action<RecommendOptions>? options = null)
    {
        var settings = new RecommendOptions();
        options?.Invoke(settings);
        return Add(new RecommendStep
        {
            Name = name,
            Count = count,
            Strategy = settings.Strategy,
            MinPrice = settings.MinPrice,
            MaxPrice = settings.MaxPrice,
            Categories = settings.Categories,
            BestSellers = settings.BestSellers,
            Chosen = settings.Chosen is { } chosen ? Branch(name, "chosen", chosen) : [],
            None = settings.None is { } none ? Branch(name, "none", none) : [],
        });
    }

    /// <summary>Writes an event to the customer's log.</summary>
    public StepsBuilder RecordEvent(string name, EventName eventName) => Add(new RecordEventStep { Name = name, Event = eventName });

    /// <summary>Sends an e-mail.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="template">The template.</param>
    /// <param name="recommend">How many recommended products it shows, at most 24; default 0, no block.</param>
    /// <param name="options">Topic, look of the recommendations and more.</param>
    public StepsBuilder SendEmail(string name, TemplateName template, int recommend = 0, Action<SendOptions>? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(recommend);
        var block = recommend == 0 ? null : new RecommendationBlock { Count = recommend };
        return Send(name, Channel.Email, template, new SendOptions { Recommendations = block }, options);
    }

    /// <summary>Sends a text message.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="template">The template.</param>
    /// <param name="options">Topic and more.</param>
    public StepsBuilder SendSms(string name, TemplateName template, Action<SendOptions>? options = null) =>
        Send(name, Channel.Sms, template, options);

    /// <summary>Sends a message over any channel.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="template">The template.</param>
    /// <param name="options">Topic, recommendations and more.</param>
    public StepsBuilder Send(string name, Channel channel, TemplateName template, Action<SendOptions>? options = null) =>
        Send(name, channel, template, new SendOptions(), options);

    /// <summary>Takes the steps and freezes the builder.</summary>
    internal IReadOnlyList<JourneyStep> Close(string reason)
    {
        _lock.Reason = reason;
        return [.. _steps];
    }

    private StepsBuilder Send(string name, Channel channel, TemplateName template, SendOptions settings, Action<SendOptions>? options)
    {
        options?.Invoke(settings);
        return Add(new SendStep
        {
            Name = name,
            Channel = channel,
            Template = template,
            Topic = settings.Topic,
            Recommendations = settings.Recommendations,
            OnAmbiguous = settings.OnAmbiguous,
            DeferUpTo = settings.DeferUpTo,
            Fallbacks = settings.Fallbacks,
            WaitForDelivery = settings.WaitForDelivery,
            Sent = settings.Sent is { } sent ? Branch(name, "sent", sent) : [],
            Refused = settings.Refused is { } refused ? Branch(name, "refused", refused) : [],
        });
    }

    private IReadOnlyList<JourneyStep> Branch(string step, string branch, Action<StepsBuilder> define)
    {
        _lock.ThrowIfLocked($"The step '{step}'");
        var active = new StepsBuilder();
        _lock.Reason = $"the branch '{branch}' of '{step}' is being described. Add to the builder that its lambda was given.";
        try
        {
            define(active);
        }
        finally
        {
            _lock.Reason = null;
        }

        return active.Close($"the branch '{branch}' of '{step}' is complete, so it would be lost. Add it inside the branch's lambda.");
    }
}
