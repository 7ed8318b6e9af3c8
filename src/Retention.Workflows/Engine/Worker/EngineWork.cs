namespace Retention.Workflows.Engine.Worker;

/// <summary>What an engine's loop does. Inside a host each kind has a loop of its own, so that a slow channel or issuer holds up nothing else.</summary>
[Flags]
internal enum EngineWork
{
    /// <summary>Segments, enrollments on schedule, and steps.</summary>
    Steps = 1,

    /// <summary>Questions to the shop's own voucher issuer and recommender, and calls for engines that store their workflows themselves.</summary>
    Calls = 2,

    /// <summary>Messages leave the outbox.</summary>
    Messages = 4,

    /// <summary>What is older than the shop keeps goes.</summary>
    Maintenance = 8,

    /// <summary>All of it, one after the other.</summary>
    All = Steps | Calls | Messages | Maintenance,
}
