namespace Retention.Workflows;

/// <summary>No automatic trigger: the host enrolls through the client.</summary>
public sealed record ManualTrigger : EnrollmentTrigger
{
    internal ManualTrigger()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "manually";
}
