namespace Retention.Workflows;

/// <summary>Whether a human or a machine opened a message.</summary>
public enum OpenEvidence
{
    /// <summary>Unknown, for example because a privacy proxy loads every picture.</summary>
    Unknown = 0,

    /// <summary>Certainly a human: a link was followed in a human way.</summary>
    Human = 1,

    /// <summary>Certainly a machine, such as a scanner.</summary>
    Machine = 2,
}
