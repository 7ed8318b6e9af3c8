namespace Retention.Workflows.Storage;

/// <summary>The result of appending one event.</summary>
public enum AppendOutcome
{
    /// <summary>The event is new and was stored.</summary>
    Stored = 0,

    /// <summary>Stored before with the same content.</summary>
    Duplicate = 1,

    /// <summary>Stored before with different content: refused.</summary>
    Conflict = 2,
}
