using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>The committed mark that a worker was about to send a message.</summary>
internal sealed class DispatchMark(string life, OutboxMessage message, string? address, TimeZoneInfo zone)
{
    internal string EngineProcess => life;

    internal CustomerId Customer => message.Customer;

    internal EnrollmentId Enrollment => message.Enrollment;

    internal long Worker => message.Worker!.Value;

    internal string? Address => address;

    internal TimeZoneInfo Zone => zone;

    internal bool IsUsed { get; set; }

    internal bool IsAccepted { get; set; }

    internal bool IsForgotten { get; set; }
}
