namespace Retention.Workflows.Segments;

/// <summary>Says for each of the 125 RFM codes which of the eleven segments it belongs to.</summary>
/// <remarks>
/// Total by construction: a map that leaves a code out cannot be built, so every scored customer has a segment. Immutable
/// and safe to share between threads.
/// </remarks>
public sealed class RfmMap : IEquatable<RfmMap>
{
    private readonly RfmSegment[] _segments;

    private RfmMap(RfmSegment[] segments) => _segments = segments;

    /// <summary>The usual eleven-segment map.</summary>
    public static RfmMap Default { get; } = Create(
        (RfmSegment.Champions, "555 554 544 545 454 455 445"),
        (RfmSegment.Loyal, "543 444 435 355 354 345 344 335"),
        (RfmSegment.PotentialLoyalist,
            "553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 333 323"),
        (RfmSegment.New, "512 511 422 421 412 411 311"),
        (RfmSegment.Promising, "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313"),
        (RfmSegment.NeedAttention, "535 534 443 434 343 334 325 324"),
        (RfmSegment.AboutToSleep, "331 321 312 221 213 231 241 251"),
        (RfmSegment.AtRisk,
            "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124"),
        (RfmSegment.CannotLoseThem, "155 154 144 214 215 115 114 113"),
        (RfmSegment.Hibernating, "332 322 233 232 223 222 132 123 122 212 211"),
        (RfmSegment.Lost, "111 112 121 131 141 151"));

    /// <summary>The segment of a score.</summary>
    /// <exception cref="InvalidOperationException">The score is the default value.</exception>
    public RfmSegment this[RfmScore score] => _segments[score.Cell];

    /// <summary>Builds a map from the codes of each segment, written with blanks between them: <c>"555 554 544"</c>.</summary>
    /// <param name="cells">Segments and their codes; a segment may come several times, or not at all.</param>
    /// <exception cref="ArgumentException">
    /// The codes are not the 125, each once. The message lists everything that is wrong: codes that are missing, that come
    /// twice, that are none, and segments that cannot be mapped to, such as <see cref="RfmSegment.Prospect"/>.
    /// </exception>
    public static RfmMap Create(params IEnumerable<(RfmSegment Segment, string Codes)> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var pending = new RfmMapDraft();
        foreach (var (segment, codes) in cells)
            pending.Add(segment, codes);
        pending.RequireAll();
        pending.ThrowIfWrong(nameof(cells));
        return new RfmMap(pending.Segments);
    }

    /// <summary>Returns a map in which the given codes belong to another segment; this map stays as it is.</summary>
    /// <param name="segment">Where the codes go; not <see cref="RfmSegment.Prospect"/>, which has no code.</param>
    /// <param name="codes">The codes with blanks between them: <c>"553 552"</c>.</param>
    /// <exception cref="ArgumentException">A code is none or comes twice, or the segment cannot be mapped to; all of it is listed.</exception>
    public RfmMap With(RfmSegment segment, string codes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(codes);
        var pending = new RfmMapDraft();
        pending.Add(segment, codes);
        pending.ThrowIfWrong(nameof(codes));

        var segments = new RfmSegment[RfmScore.Cells];
        for (var cell = 0; cell < segments.Length; cell++)
            segments[cell] = pending.Segments[cell] is RfmSegment.Prospect ? _segments[cell] : pending.Segments[cell];
        return new RfmMap(segments);
    }

    /// <summary>The scores that belong to a segment, in ascending order; none for <see cref="RfmSegment.Prospect"/>.</summary>
    public IReadOnlyList<RfmScore> ScoresOf(RfmSegment segment)
    {
        var scores = new List<RfmScore>();
        for (var cell = 0; cell < _segments.Length; cell++)
        {
            if (_segments[cell] == segment)
                scores.Add(RfmScore.FromCell(cell));
        }

        return scores.AsReadOnly();
    }

    /// <summary>Whether both maps send every code to the same segment.</summary>
    public bool Equals(RfmMap? other) => other is not null && _segments.AsSpan().SequenceEqual(other._segments);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RfmMap);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var segment in _segments)
            hash.Add((int)segment);
        return hash.ToHashCode();
    }
}
