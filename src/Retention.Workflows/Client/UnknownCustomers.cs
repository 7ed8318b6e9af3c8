namespace Retention.Workflows;

/// <summary>How events of customers without a description are handled.</summary>
public enum UnknownCustomers
{
    /// <summary>
    /// Stored and used like any other. The customer enters journeys that they trigger once described, unless they are older than
    /// <see cref="IngestionOptions.MaxTriggerAge"/> by then. The default.
    /// </summary>
    Wait = 0,

    /// <summary>Refused with that reason. Describe the customer, then send the event again.</summary>
    Refuse = 1,
}
