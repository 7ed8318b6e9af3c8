using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>
/// Describes a journey inside <see cref="IJourney.Define"/> or <c>JourneyDefinition.Build</c>. Frozen afterwards; not thread-safe.
/// </summary>
public sealed class JourneyBuilder
{
    private readonly JourneyName _name;
    private readonly BuilderLock _lock = new();
    private readonly List<ExitRule> _exitRules = [];
    private int _priority;
    private PublishPolicy _whenPublished;
    private LatenessPolicy _whenLate;

    internal JourneyBuilder(JourneyName name)
    {
        _name = name;
        Enroll = new EnrollmentBuilder(_lock);
        Goal = new GoalBuilder(_lock);
        Steps = new StepsBuilder();
    }

    /// <summary>Which customers enter, when and how often. Default: customers whom the host enrolls, again after the last enrollment
    /// ended.</summary>
    public EnrollmentBuilder Enroll { get; }

    /// <summary>The goal; default none.</summary>
    public GoalBuilder Goal { get; }

    /// <summary>
    /// Sets the priority of the journey's messages when a frequency cap has room for only one: the greater number goes first.
    /// </summary>
    /// <param name="priority">Any number; default 0.</param>
    public JourneyBuilder Priority(int priority)
    {
        _lock.ThrowIfLocked("A priority");
        _priority = priority;
        return this;
    }

    /// <summary>Sets what happens to active enrollments of earlier versions when this one is published.</summary>
    /// <param name="policy">Default <see cref="PublishPolicy.Drain"/>. <see cref="IRetentionOperations.PreviewPublishAsync"/> returns the
    /// affected enrollments beforehand.</param>
    public JourneyBuilder WhenPublished(PublishPolicy policy)
    {
        _lock.ThrowIfLocked("A publish policy");
        _whenPublished = policy;
        return this;
    }

    /// <summary>Sets what happens, on resume, to waits that ended while the journey was paused.</summary>
    /// <param name="policy">Default <see cref="LatenessPolicy.Continue"/>. Each enrollment follows the policy of its own version.</param>
    public JourneyBuilder WhenLate(LatenessPolicy policy)
    {
        _lock.ThrowIfLocked("A lateness policy");
        _whenLate = policy;
        return this;
    }

    /// <summary>Ends an enrollment when an event happens, at any step, and withdraws its queued messages.</summary>
    /// <param name="name">The recorded outcome, in kebab case; unique among exit rules and steps.</param>
    /// <param name="on">The event.</param>
    /// <param name="when">An additional condition, evaluated with the event already in the log; default null. It cannot use the enrollment
    /// or its steps.</param>
    public JourneyBuilder ExitOn(string name, EventPattern on, Condition? when = null)
    {
        ArgumentNullException.ThrowIfNull(on);
        _lock.ThrowIfLocked($"The exit rule '{name}'");
        _exitRules.Add(new ExitRule { Name = name, On = on, When = when });
        return this;
    }

    /// <summary>The steps, in order.</summary>
    public StepsBuilder Steps { get; }

    /// <summary>Returns the definition without validation and freezes the builder.</summary>
    internal JourneyDefinition Build()
    {
        _lock.Reason = $"the journey '{_name}' is already built, so the addition would be lost. Add everything inside Define.";
        return new JourneyDefinition { Name = _name, Enrollment = Enroll.Build(), Goal = Goal.Build(), Priority = _priority,
            WhenPublished = _whenPublished, WhenLate = _whenLate, ExitRules = _exitRules, Steps = Steps.Close(_lock.Reason) };
    }
}
