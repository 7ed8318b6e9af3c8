using System.Text.Json.Serialization;

namespace Retention.Workflows;

/// <summary>The state of an enrollment: active, or how it ended. The numbers are stored and never change.</summary>
public enum EnrollmentStatus
{
    /// <summary>Waits for its due time, or for an event; continues when it is due.</summary>
    [JsonStringEnumMemberName("active")] // the name in exports
    Waiting = 0,

    /// <summary>
    /// Waits for a call to an external system, which is made when the enrollment is due: at a step for the shop's voucher issuer, or
    /// between steps for an engine that stores its workflows itself.
    /// </summary>
    AwaitingCallback = 1,

    /// <summary>Reached the end of the journey, an unconditional exit, or a wait for a date that the customer does not have.</summary>
    Completed = 2,

    /// <summary>
    /// Ended by a conditional exit, an exit rule, a goal that ends the journey, or a new version that ends active enrollments.
    /// </summary>
    Exited = 3,

    /// <summary>Failed too often at a step. Operators can list and resume it.</summary>
    Stuck = 4,

    /// <summary>
    /// Passed its last step, while a message of it has not left yet. It is still active: exit rules and the goal apply, it can be
    /// cancelled, and it becomes <see cref="Completed"/> when its last message has left or was refused for good.
    /// </summary>
    Delivering = 5,
}
