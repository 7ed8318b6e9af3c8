namespace Retention.Workflows.Events.Import;

/// <summary>Collects the errors of one file.</summary>
internal sealed class ImportErrors(string file)
{
    private readonly List<ImportError> _errors = [];

    internal int Count { get; private set; }

    internal void Add(int line, string? column, string reason)
    {
        Count++;
        if (_errors.Count < ImportException.MaxErrors)
            _errors.Add(new ImportError { File = file, Line = line, Column = column, Reason = reason });
    }

    internal void ThrowIfAny()
    {
        if (Count > 0)
            throw new ImportException(_errors, Count);
    }
}
