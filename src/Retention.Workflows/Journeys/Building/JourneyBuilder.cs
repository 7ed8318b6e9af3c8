using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>Describes a journey inside <see cref="IJourney.Define"/> or <c>JourneyDefinition.Build</c>. Frozen afterwards; not thread-safe.</summary>
public sealed class JourneyBuilder
{
    private readonly JourneyName _name;
    private readonly BuilderLock _lock = new();
    private readonly List<ExitRule> _exitRules = [];
    private int _priority;
    private PublishPolicy _whenPublished;

    internal JourneyBuilder(JourneyName name)
    {
        _name = name;
        Enroll = new EnrollmentBuilder(_lock);
        Goal = new GoalBuilder(_lock);
        Steps = new StepsBuilder();
    }

    /// <summary>Who enters, when and how often; default: everybody whom the host enrolls, again after the end.</summary>
    public EnrollmentBuilder Enroll { get; }

    /// <summary>What success is; default none.</summary>
    public GoalBuilder Goal { get; }

    /// <summary>Says whose messages go first when a frequency cap leaves room for one: those of the journey with the greater number.</summary>
    /// <param name="priority">Any number; default 0.</param>
    public JourneyBuilder Priority(int priority)
    {
        _lock.ThrowIfLocked("A priority");
        _priority = priority;
        return this;
    }

    /// <summary>Says what becomes of those who are inside an earlier version when this one is published.</summary>
    /// <param name="policy">Default <see cref="PublishPolicy.Drain"/>. <see cref="IRetentionClient.PreviewPublishAsync"/> tells beforehand whom it concerns.</param>
    public JourneyBuilder WhenPublished(PublishPolicy policy)
    {
        _lock.ThrowIfLocked("What happens when it is published");
        _whenPublished = policy;
        return this;
    }

    /// <summary>Ends an enrollment the moment something happens, wherever the customer stands, and withdraws what is queued.</summary>
    /// <param name="name">The outcome that is recorded, in kebab case; unique among exit rules and steps.</param>
    /// <param name="on">What ends it.</param>
    /// <param name="when">What must hold as well, asked with the event already in the log; default nothing. It cannot look back to the enrollment or its steps.</param>
    public JourneyBuilder ExitOn(string name, EventPattern on, Condition? when = null)
    {
        ArgumentNullException.ThrowIfNull(on);
        _lock.ThrowIfLocked($"The exit rule '{name}'");
        _exitRules.Add(new ExitRule { Name = name, On = on, When = when });
        return this;
    }

    /// <summary>What is done, one step after the other.</summary>
    public StepsBuilder Steps { get; }

    /// <summary>Takes what was described, unchecked, and freezes the builder.</summary>
    internal JourneyDefinition Build()
    {
        _lock.Reason = $"the journey '{_name}' is built already, so it would be lost. Describe all of it inside Define.";
        return new JourneyDefinition { Name = _name, Enrollment = Enroll.Build(), Goal = Goal.Build(), Priority = _priority, WhenPublished = _whenPublished, ExitRules = _exitRules, Steps = Steps.Close(_lock.Reason) };
    }
}
