namespace Retention.Workflows.Elsa.Steps;

/// <summary>What the engine says of a step that an activity asked it to do.</summary>
internal sealed record StepReply(StepReplyKind Kind, string Outcome = "")
{
    internal static StepReply Stays { get; } = new(StepReplyKind.Stays);

    internal static StepReply Left { get; } = new(StepReplyKind.Left);

    internal string? VoucherCode { get; init; }

    internal MessageId? Message { get; init; }

    internal IReadOnlyList<ProductId> Products { get; init; } = [];

    /// <summary>Whether the workflow is stored by Elsa, which finds it again by a bookmark.</summary>
    internal bool NeedsBookmark { get; init; }

    internal string? Enrollment { get; init; }
}

internal enum StepReplyKind
{
    /// <summary>It was done, and the workflow goes on.</summary>
    Answered = 0,

    /// <summary>The customer waits there.</summary>
    Stays = 1,

    /// <summary>The customer has left the journey.</summary>
    Left = 2,
}
