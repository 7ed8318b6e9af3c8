namespace Retention.Workflows.Elsa;

/// <summary>The engine's result of a step that an activity requested. Immutable.</summary>
/// <param name="Kind">What the engine did with the step.</param>
/// <param name="Outcome">The outcome of an executed step, from which the activity derives its port; otherwise empty.</param>
public sealed record StepReply(StepReplyKind Kind, string Outcome = "")
{
    /// <summary>The enrollment waits at the step.</summary>
    public static StepReply Stays { get; } = new(StepReplyKind.Stays);

    /// <summary>The enrollment has left the journey.</summary>
    public static StepReply Left { get; } = new(StepReplyKind.Left);

    /// <summary>The code of the voucher that the step issued; null if it issued none.</summary>
    public string? VoucherCode { get; init; }

    /// <summary>The message that the step queued; null if it queued none.</summary>
    public MessageId? Message { get; init; }

    /// <summary>The products that the step chose, the best one first; empty by default.</summary>
    public IReadOnlyList<ProductId> Products { get; init; } = [];

    /// <summary>
    /// The enrollment's id as text, if the enrollment waits and Elsa stores its workflow: the activity then creates a bookmark with this
    /// id and is resumed by it. Default null: it creates no bookmark.
    /// </summary>
    public string? Enrollment { get; init; }
}
