namespace Retention.Workflows.Segments;

/// <summary>Assigns each of the 125 RFM codes to one of the eleven segments.</summary>
/// <remarks>
/// The map is total: a map without one of the codes cannot be built, so every scored customer has a segment. Immutable and thread-safe.
/// </remarks>
public sealed class RfmMap : IEquatable<RfmMap>
{
    private readonly RfmSegment[] _segments;

    private RfmMap(RfmSegment[] segments) => _segments = segments;

    /// <summary>The usual map with eleven segments.</summary>
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

    /// <summary>Creates a map from the codes of each segment, separated by spaces: <c>"555 554 544"</c>.</summary>
    /// <param name="cells">Segments and their codes; a segment may occur several times, or not at all.</param>
    /// <exception cref="ArgumentException">
    /// The codes are not all 125, each once. The message lists all problems: missing codes, duplicate codes, invalid codes, and segments
    /// without codes such as <see cref="RfmSegment.Prospect"/>.
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

    /// <summary>Returns a map in which the given codes belong to another segment. This map does not change.</summary>
    /// <param name="segment">The new segment of the codes; not <see cref="RfmSegment.Prospect"/>, which has no codes.</param>
    /// <param name="codes">The codes, separated by spaces: <c>"553 552"</c>.</param>
    /// <exception cref="ArgumentException">
    /// A code is invalid or occurs twice, or the segment cannot have codes. The message lists all problems.
    /// </exception>
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

    /// <summary>The scores of a segment, in ascending order; empty for <see cref="RfmSegment.Prospect"/>.</summary>
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

    /// <summary>True if both maps assign every code to the same segment.</summary>
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
