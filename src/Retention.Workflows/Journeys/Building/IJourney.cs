namespace Retention.Workflows;

/// <summary>
/// A journey written in C#. It is never instantiated: the definition is built from the static members, so it cannot depend on services.
/// </summary>
public interface IJourney
{
    /// <summary>The journey's name. It must never change.</summary>
    static abstract JourneyName Name { get; }

    /// <summary>Describes the journey. Every call must give the same result.</summary>
    static abstract void Define(JourneyBuilder journey);
}
