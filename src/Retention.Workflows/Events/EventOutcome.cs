namespace Retention.Workflows;

/// <summary>The outcome of appending an event.</summary>
public enum EventOutcome
{
    /// <summary>The event is new and was stored durably.</summary>
    Stored = 0,

    /// <summary>The event was stored before with the same content.</summary>
    Duplicate = 1,

    /// <summary>Not stored: the customer already has an event with this id and different content.</summary>
    Conflict = 2,

    /// <summary>Not stored: the event is invalid. <see cref="AppendEventResult.Problems"/> lists the reasons.</summary>
    Refused = 3,

    /// <summary>Not stored: the customer was erased. A late event does not restore an erased customer.</summary>
    Erased = 4,

    /// <summary>Not stored: another event of an all-or-nothing batch was refused or is in conflict.</summary>
    RolledBack = 5,
}
