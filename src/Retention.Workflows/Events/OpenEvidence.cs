namespace Retention.Workflows;

/// <summary>Who opened a message, as far as one can tell.</summary>
public enum OpenEvidence
{
    /// <summary>Nobody can tell, as with privacy proxies that load every picture.</summary>
    Unknown = 0,

    /// <summary>Certainly a person, since a link was followed in a human way.</summary>
    Human = 1,

    /// <summary>Certainly a machine, such as a scanner.</summary>
    Machine = 2,
}
