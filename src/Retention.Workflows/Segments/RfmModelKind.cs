namespace Retention.Workflows.Segments;

/// <summary>Where the edges of an <see cref="RfmModel"/> come from. The numbers are stored and never change.</summary>
public enum RfmModelKind
{
    /// <summary>From the shop's own buyers: each edge parts them at a fifth.</summary>
    Quantile = 0,

    /// <summary>From rules of thumb, because the shop has too few buyers for fifths to mean something.</summary>
    Expert = 1,
}
