namespace Retention.Workflows;

/// <summary>The outcome of saving a customer.</summary>
public enum CustomerOutcome
{
    /// <summary>Stored. It replaces the earlier description.</summary>
    Stored = 0,

    /// <summary>
    /// Not stored, because it is not valid; the earlier description is kept. <see cref="SaveCustomerResult.Problems"/> lists the reasons.
    /// </summary>
    Refused = 1,

    /// <summary>Not stored, because the customer was erased. <see cref="ICustomerPrivacy.ReadmitAsync"/> allows the id again.</summary>
    Erased = 2,
}
