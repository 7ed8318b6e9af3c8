namespace Retention.Workflows.Elsa.Steps;

/// <summary>The engine's result of a step that an activity requested.</summary>
internal sealed record StepReply(StepReplyKind Kind, string Outcome = "")
{
    internal static StepReply Stays { get; } = new(StepReplyKind.Stays);

    internal static StepReply Left { get; } = new(StepReplyKind.Left);

    internal string? VoucherCode { get; init; }

    internal MessageId? Message { get; init; }

    internal IReadOnlyList<ProductId> Products { get; init; } = [];

    /// <summary>True if Elsa stores the workflow and finds it again by a bookmark.</summary>
    internal bool NeedsBookmark { get; init; }

    internal string? Enrollment { get; init; }
}

internal enum StepReplyKind
{
    /// <summary>The step was executed, and the workflow continues.</summary>
    Answered = 0,

    /// <summary>The enrollment waits at the step.</summary>
    Stays = 1,

    /// <summary>The enrollment has exited the journey.</summary>
    Left = 2,
}
