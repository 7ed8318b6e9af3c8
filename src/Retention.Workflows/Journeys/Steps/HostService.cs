namespace Retention.Workflows.Journeys.Steps;

/// <summary>A service of the host that a kind of step calls outside of transactions.</summary>
internal enum HostService
{
    /// <summary>None, or the external handler of the step's kind.</summary>
    None = 0,

    /// <summary>The voucher issuer.</summary>
    VoucherIssuer = 1,

    /// <summary>The recommender.</summary>
    Recommender = 2,
}
