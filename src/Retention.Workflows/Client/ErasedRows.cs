namespace Retention.Workflows;

/// <summary>How much was stored of a customer who was erased.</summary>
public readonly record struct ErasedRows
{
    /// <summary>1 when the shop had described the customer, else 0.</summary>
    public int Customers { get; init; }

    /// <summary>Events of the log.</summary>
    public int Events { get; init; }

    /// <summary>1 when the customer had been scored, else 0.</summary>
    public int Segments { get; init; }

    /// <summary>Enrollments, under way or ended.</summary>
    public int Enrollments { get; init; }

    /// <summary>Entries in the history of the enrollments.</summary>
    public int History { get; init; }

    /// <summary>Messages of the enrollments, sent or not.</summary>
    public int Messages { get; init; }

    /// <summary>Those of <see cref="Messages"/> that were being handed over at that moment: they may still arrive, and nothing is written of it.</summary>
    public int HandingOver { get; init; }

    /// <summary>Vouchers; their codes are unknown from then on.</summary>
    public int Vouchers { get; init; }

    /// <summary>Whether there was anything at all.</summary>
    public bool IsEmpty => this == default;

    /// <summary>Adds two up, number by number.</summary>
    public static ErasedRows operator +(ErasedRows left, ErasedRows right) => new()
    {
        Customers = left.Customers + right.Customers,
        Events = left.Events + right.Events,
        Segments = left.Segments + right.Segments,
        Enrollments = left.Enrollments + right.Enrollments,
        History = left.History + right.History,
        Messages = left.Messages + right.Messages,
        HandingOver = left.HandingOver + right.HandingOver,
        Vouchers = left.Vouchers + right.Vouchers,
    };
}
