namespace Retention.Workflows;

/// <summary>The number of rows deleted when a customer was erased.</summary>
public readonly record struct ErasedRows
{
    /// <summary>1 if the host had described the customer, else 0.</summary>
    public int Customers { get; init; }

    /// <summary>Events in the log.</summary>
    public int Events { get; init; }

    /// <summary>1 if the customer had been scored, else 0.</summary>
    public int Segments { get; init; }

    /// <summary>Enrollments, active or ended.</summary>
    public int Enrollments { get; init; }

    /// <summary>History entries of the enrollments.</summary>
    public int History { get; init; }

    /// <summary>Messages of the enrollments, sent or not.</summary>
    public int Messages { get; init; }

    /// <summary>
    /// The messages of <see cref="Messages"/> that were being sent at that moment. They may still arrive, and their results are not stored.
    /// </summary>
    public int HandingOver { get; init; }

    /// <summary>Vouchers. Their codes are unknown from then on.</summary>
    public int Vouchers { get; init; }

    /// <summary>True if nothing was stored.</summary>
    public bool IsEmpty => this == default;

    /// <summary>Adds two instances, number by number.</summary>
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
