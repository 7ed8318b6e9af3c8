namespace Retention.Workflows.Import.Cells;

/// <summary>Why a cell cannot be used.</summary>
/// <param name="Cause">The kind of problem. Many problems of one kind in a column have one remedy.</param>
/// <param name="Reason">The rest of a sentence that starts with the column.</param>
internal readonly record struct CellProblem(Cause Cause, string Reason);
