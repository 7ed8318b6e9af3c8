using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>The committed mark that a worker was about to send a message.</summary>
internal sealed class DispatchMark(string life, OutboxMessage message, IReadOnlyList<string> addresses, TimeZoneInfo zone)
{
    internal string EngineProcess => life;

    internal CustomerId Customer => message.Customer;

    internal EnrollmentId Enrollment => message.Enrollment;

    internal long Worker => message.Worker!.Value;

    /// <summary>The addresses that the message may go to: each of them, once.</summary>
    internal IReadOnlyList<string> Addresses => addresses;

    internal TimeZoneInfo Zone => zone;

    /// <summary>The addresses for which the message was handed over.</summary>
    internal HashSet<string> Used { get; } = [];

    internal bool IsAccepted { get; set; }

    internal bool IsForgotten { get; set; }
}
