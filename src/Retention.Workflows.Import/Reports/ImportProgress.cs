namespace Retention.Workflows.Import;

/// <summary>How far an import has come.</summary>
/// <param name="Rows">The rows that were read in this pass.</param>
/// <param name="IsApplying">False while the file is checked, true while it is stored.</param>
/// <param name="Share">The share of the file that was read in this pass, 0 to 1; 0 if its length is unknown.</param>
public sealed record ImportProgress(long Rows, bool IsApplying, double Share);
