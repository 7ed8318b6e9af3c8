namespace Retention.Workflows.Segments;

/// <summary>Takes a number out of a row, so that quantiles need no copy of a column.</summary>
internal interface IMeasure<TRow, out T>
{
    /// <summary>False for a row to leave out.</summary>
    static abstract bool Counts(in TRow row);

    static abstract T Of(in TRow row);
}
