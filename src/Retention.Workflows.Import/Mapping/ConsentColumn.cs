namespace Retention.Workflows.Import;

/// <summary>A column with the consents for one topic on one channel. Immutable.</summary>
public sealed record ConsentColumn
{
    /// <summary>The channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The topic; <see cref="Topic.Marketing"/> by default.</summary>
    public Topic Topic { get; init; } = Topic.Marketing;

    /// <summary>
    /// The column. An empty cell, or a word such as <c>pending</c>, is no decision, and no decision is no consent.
    /// </summary>
    public required ColumnName Column { get; init; }

    /// <summary>The words for yes; empty (default) for the usual ones, such as yes, true, 1, subscribed, ja, ano, oui.</summary>
    public IReadOnlyList<string> Yes { get; init; } = [];

    /// <summary>The words for no; empty (default) for the usual ones, such as no, false, 0, unsubscribed, nein, ne, non.</summary>
    public IReadOnlyList<string> No { get; init; } = [];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(ConsentColumn? other) => other is not null && Channel == other.Channel && Topic == other.Topic
        && Column == other.Column && Yes.SequenceEqual(other.Yes) && No.SequenceEqual(other.No);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Channel, Topic, Column);
}
