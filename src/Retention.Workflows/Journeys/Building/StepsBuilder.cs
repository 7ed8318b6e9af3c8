using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>
/// Describes steps in order. The first argument is the step's name in kebab case: unique in the journey, and it must never change.
/// </summary>
/// <remarks>
/// Names and other rules are checked when the journey is built, and all errors are reported at once. A builder is frozen after use: adding
/// to it throws <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed class StepsBuilder
{
    private readonly BuilderLock _lock = new();
    private readonly List<JourneyStep> _steps = [];

    internal StepsBuilder()
    {
    }

    /// <summary>Adds a step.</summary>
    public StepsBuilder Add(JourneyStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _lock.ThrowIfLocked($"The step '{step.Name}'");
        _steps.Add(step);
        return this;
    }

    /// <summary>
    /// Waits for a period: calendar days and months at the same local time in the customer's zone, hours as elapsed time.
    /// </summary>
    public StepsBuilder Wait(string name, Period period) => Add(new WaitStep { Name = name, Period = period });

    /// <summary>Waits until the next occurrence of a time of day in the customer's zone.</summary>
    public StepsBuilder WaitUntil(string name, TimeOnly timeOfDay) => Add(new WaitUntilStep { Name = name, TimeOfDay = timeOfDay });

    /// <summary>Waits until the next occurrence of a day of the week at a time of day, in the customer's zone.</summary>
    public StepsBuilder WaitUntil(string name, DayOfWeek day, TimeOnly timeOfDay) =>
        Add(new WaitUntilStep { Name = name, Day = day, TimeOfDay = timeOfDay });

    /// <summary>Waits until a date of the customer, in the customer's zone. A customer without the date exits the journey.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="date">The date, with its shift in days.</param>
    /// <param name="timeOfDay">The local time.</param>
    /// <param name="whenPast">What to do if the time is already past when the step is reached.</param>
    public StepsBuilder WaitUntilDate(string name, CustomerDate date, TimeOnly timeOfDay, WhenPast whenPast)
    {
        ArgumentNullException.ThrowIfNull(date);
        return Add(new WaitUntilDateStep { Name = name, Date = date, TimeOfDay = timeOfDay, WhenPast = whenPast });
    }

    /// <summary>Waits for an event, at most for a period.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="pattern">The event; only events after the step was reached count.</param>
    /// <param name="timeout">The maximum wait.</param>
    /// <param name="received">The steps if the event happened; default none.</param>
    /// <param name="timedOut">The steps if the time ran out; default none.</param>
    public StepsBuilder WaitFor(
        string name, EventPattern pattern, Period timeout, Action<StepsBuilder>? received = null, Action<StepsBuilder>? timedOut = null)
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

    /// <summary>Waits until none of these events has happened for a period. Each event restarts the period.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="period">The period without events.</param>
    /// <param name="events">The events that restart the period; at least one.</param>
    public StepsBuilder WaitForSilence(string name, Period period, params IReadOnlyList<EventPattern> events) =>
        Add(new WaitForSilenceStep { Name = name, Period = period, Events = events });

    /// <summary>Takes the first case whose condition is true. The journey continues after the switch.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="cases">Adds the cases in order of evaluation.</param>
    public StepsBuilder Switch(string name, Action<SwitchBuilder> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        _lock.ThrowIfLocked($"The step '{name}'");
        var choice = new SwitchBuilder((branch, steps) => Branch(name, branch, steps));
        cases(choice);
        return Add(choice.Build(name));
    }

    /// <summary>Holds out a share of the customers from here on, always the same ones, to measure the effect of the journey.</summary>
    /// <param name="name">The step's name, which is the outcome of held-out customers.</param>
    /// <param name="percent">The percentage, above 0 and below 100.</param>
    /// <param name="experiment">An id that keeps the assignment when the journey or the step is renamed; default: journey and step
    /// name.</param>
    public StepsBuilder Holdout(string name, decimal percent, string? experiment = null) =>
        Add(new HoldoutStep { Name = name, Percent = percent, Experiment = experiment });

    /// <summary>Repeats steps.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="times">The maximum number of repetitions.</param>
    /// <param name="steps">The steps of each repetition.</param>
    /// <param name="until">The condition to stop earlier, evaluated before each repetition; default null: never.</param>
    public StepsBuilder Repeat(string name, int times, Action<StepsBuilder> steps, Condition? until = null)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return Add(new RepeatStep { Name = name, Times = times, Until = until, Steps = Branch(name, "again", steps) });
    }

    /// <summary>Takes one of two branches. The journey continues after both.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="condition">The condition, evaluated when the step is reached.</param>
    /// <param name="then">The steps if it is true.</param>
    /// <param name="otherwise">The steps if it is false; default none.</param>
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

    /// <summary>Takes one of several branches at random, always the same for a customer. The journey continues after all of them.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="shares">Adds the shares; their percentages add up to 100.</param>
    public StepsBuilder Split(string name, Action<SplitBuilder> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        _lock.ThrowIfLocked($"The step '{name}'");
        var split = new SplitBuilder((share, steps) => Branch(name, share, steps));
        shares(split);
        return Add(split.Build(name));
    }

    /// <summary>Ends the journey; the step's name is the recorded outcome. Messages queued before are still sent.</summary>
    public StepsBuilder Exit(string name) => Add(new ExitStep { Name = name });

    /// <summary>Ends the journey if the condition is true, and withdraws queued messages.</summary>
    public StepsBuilder ExitIf(string name, Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Add(new ExitStep { Name = name, When = condition });
    }

    /// <summary>Ends the journey if the condition is false, and withdraws queued messages.</summary>
    public StepsBuilder ExitUnless(string name, Condition condition) => ExitIf(name, !condition);

    /// <summary>Issues a voucher. Templates of later steps can show it.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="offer">The name of a registered offer.</param>
    public StepsBuilder IssueVoucher(string name, OfferName offer) => Add(new IssueVoucherStep { Name = name, Offer = offer });

    /// <summary>Chooses products that later messages show: <see cref="RecommendationBlock.ChosenBy"/> names this step.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="count">The maximum number of products, 1 to 24.</param>
    /// <param name="options">How products are chosen, and the steps if there are none.</param>
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

    /// <summary>Records an event in the customer's log.</summary>
    public StepsBuilder RecordEvent(string name, EventName eventName) => Add(new RecordEventStep { Name = name, Event = eventName });

    /// <summary>Sends an e-mail.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="template">The template.</param>
    /// <param name="recommend">The number of recommended products it shows, at most 24; default 0: no block.</param>
    /// <param name="options">Topic, presentation of the recommendations and more.</param>
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

    /// <summary>Returns the steps and freezes the builder.</summary>
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
        _lock.Reason = $"the branch '{branch}' of '{step}' is being built. Use the builder that its lambda receives.";
        try
        {
            define(active);
        }
        finally
        {
            _lock.Reason = null;
        }

        return active.Close($"the branch '{branch}' of '{step}' is complete, so the addition would be lost. Add it inside the branch's lambda.");
    }
}
