namespace Retention.Workflows.Import.Reports;

/// <summary>Lines that are left out, up to a limit.</summary>
internal sealed class InvalidLines
{
    internal const int Max = 100_000;

    private readonly HashSet<int> _lines = [];

    internal IReadOnlySet<int> Lines => _lines;

    /// <summary>True if there were more lines than can be kept.</summary>
    internal bool IsFull { get; private set; }

    internal void Add(int line)
    {
        if (_lines.Count < Max)
            _lines.Add(line);
        else if (!_lines.Contains(line))
            IsFull = true;
    }
}
