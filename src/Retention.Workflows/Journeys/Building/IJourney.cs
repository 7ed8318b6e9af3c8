namespace Retention.Workflows;

/// <summary>A journey that is written in C#. Nothing is ever constructed: the definition is built from the static members, so no service can leak in.</summary>
public interface IJourney
{
    /// <summary>The journey's name, for ever.</summary>
    static abstract JourneyName Name { get; }

    /// <summary>Describes the journey. Must say the same each time it is called.</summary>
    static abstract void Define(JourneyBuilder journey);
}
