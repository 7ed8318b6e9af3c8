namespace Retention.Workflows;

/// <summary>What becomes of events whose customer the shop has not described yet.</summary>
public enum UnknownCustomers
{
    /// <summary>Stored, and asked about like any other; journeys that they begin, the customer enters when described, unless <see cref="RetentionOptions.MaxTriggerAge"/> is over by then. The default.</summary>
    Wait = 0,

    /// <summary>Refused, with that reason: describe the customer, then send the event again.</summary>
    Refuse = 1,
}
