namespace Retention.Workflows.Engine.Worker;

/// <summary>
/// The kinds of work of an engine loop. Inside a host each kind has its own loop, so a slow channel or issuer does not delay the others.
/// </summary>
[Flags]
internal enum EngineWork
{
    /// <summary>Segments, scheduled enrollments and steps.</summary>
    Steps = 1,

    /// <summary>Calls to the host's voucher issuer and recommender, and calls to engines that store their workflows themselves.</summary>
    Calls = 2,

    /// <summary>Sending messages from the outbox.</summary>
    Messages = 4,

    /// <summary>Deleting data that is older than its retention period.</summary>
    Maintenance = 8,

    /// <summary>All kinds, one after the other.</summary>
    All = Steps | Calls | Messages | Maintenance,
}
