using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>One customer's passage through one journey version, as it is stored.</summary>
public sealed record Enrollment
{
    /// <summary>The enrollment's id.</summary>
    public required EnrollmentId Id { get; init; }

    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The journey's version, 1 or more; it stays what it was at the start, unless a later version moves those inside.</summary>
    public required int Version { get; init; }

    /// <summary>Who passes.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>What makes this entry unique for the journey and customer: the re-entry rule decides what it is.</summary>
    public required string EntryKey { get; init; }

    /// <summary>When the customer entered, in UTC.</summary>
    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>Whether it is under way, and how it ended.</summary>
    public required EnrollmentStatus Status { get; init; }

    /// <summary>The step at which it stands, or stood when it ended.</summary>
    public string? Step { get; init; }

    /// <summary>When it goes on; none once it has ended or is stuck.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The small state: when steps were reached, the last voucher.</summary>
    public EnrollmentState State { get; init; } = EnrollmentState.Empty;

    /// <summary>How often the current step has failed in a row.</summary>
    public int Attempt { get; init; }

    /// <summary>How it ended: the exit's name, <c>completed</c>, or what went wrong where it is stuck.</summary>
    public string? Outcome { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the first message was handed over.</summary>
    public DateTimeOffset? ContactedAt { get; init; }

    /// <summary>When the goal was reached.</summary>
    public DateTimeOffset? ConvertedAt { get; init; }
}

/// <summary>Whether an enrollment is under way, and how it ended. The numbers are stored and never change.</summary>
public enum EnrollmentStatus
{
    /// <summary>Under way: goes on when it is due.</summary>
    Active = 0,

    /// <summary>Waits for somebody outside, who is called when it is due: at a step for the shop's voucher issuer, or between steps for an engine that stores its workflows itself. One that has ended (<see cref="Enrollment.EndedAt"/>) waits until that engine knows.</summary>
    AwaitingCallback = 1,

    /// <summary>Came to the end, to an unconditional exit, or to a wait for a date that the customer does not have.</summary>
    Completed = 2,

    /// <summary>Left through a conditional exit, an exit rule, a goal that ends the journey, or a new version that ends those inside.</summary>
    Exited = 3,

    /// <summary>Failed too often at a step; visible, and resumable.</summary>
    Stuck = 4,
}
