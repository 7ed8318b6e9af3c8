namespace Retention.Workflows.Import.Reports;

/// <summary>Collects what a client refused.</summary>
internal sealed class StoringProblems(string file)
{
    private readonly List<ImportError> _first = [];

    internal long Total { get; private set; }

    internal IReadOnlyList<ImportError> First => _first;

    internal void Add(int line, string reason)
    {
        Total++;
        if (_first.Count < ImportException.MaxErrors)
            _first.Add(new ImportError { File = file, Line = line, Reason = reason });
    }
}
