namespace Retention.Workflows.Segments;

/// <summary>Collects the cells of a map and all problems, so that they can be reported at once.</summary>
internal sealed class RfmMapDraft
{
    private readonly List<string> _unreadable = [];
    private readonly SortedSet<string> _twice = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unmappable = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];
    private readonly bool[] _given = new bool[RfmScore.Cells];

    internal RfmSegment[] Segments { get; } = new RfmSegment[RfmScore.Cells];

    internal void Add(RfmSegment segment, string codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        foreach (var code in codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!RfmScore.TryParse(code, out var score))
                _unreadable.Add($"'{code}'");
            else if (_given[score.Cell])
                _twice.Add(code);
            else
                Put(segment, score);
        }
    }

    internal void RequireAll()
    {
        for (var cell = 0; cell < _given.Length; cell++)
        {
            if (!_given[cell])
                _missing.Add(RfmScore.FromCell(cell).Code);
        }
    }

    internal void ThrowIfWrong(string parameter)
    {
        List<string> sentences = [];
        Say("missing", _missing);
        Say("given twice", _twice);
        Say("not a code", _unreadable);
        Say("mapped to no real segment", _unmappable);
        if (sentences.Count > 0)
            throw new ArgumentException($"The RFM map is not valid. {string.Join(" ", sentences)}", parameter);

        void Say(string what, IReadOnlyCollection<string> codes)
        {
            if (codes.Count > 0)
                sentences.Add($"{char.ToUpperInvariant(what[0])}{what[1..]}: {string.Join(", ", codes)}.");
        }
    }

    private void Put(RfmSegment segment, RfmScore score)
    {
        _given[score.Cell] = true;
        if (segment is < RfmSegment.Champions or > RfmSegment.Lost)
            _unmappable.Add($"{score.Code} ({segment})");
        else
            Segments[score.Cell] = segment;
    }
}
