namespace Retention.Workflows.Segments;

/// <summary>The origin of the edges of an <see cref="RfmModel"/>. The numbers are stored and never change.</summary>
public enum RfmModelKind
{
    /// <summary>Computed from the shop's own buyers: each edge separates two fifths.</summary>
    Quantile = 0,

    /// <summary>Expert edges, because the shop has too few buyers for meaningful fifths.</summary>
    Expert = 1,
}
