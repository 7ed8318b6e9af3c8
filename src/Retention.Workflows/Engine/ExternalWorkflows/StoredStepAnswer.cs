using Retention.Workflows.ExternalWorkflows;

namespace Retention.Workflows.Engine.ExternalWorkflows;

/// <summary>A step's result, as the checkpoint keeps it.</summary>
internal sealed record StoredStepAnswer(string Step, int Visit, string Outcome, string? VoucherCode, MessageId? Message)
{
    internal IReadOnlyList<ProductId> Products { get; init; } = [];

    internal static StoredStepAnswer Of(string step, int visit, WorkflowAnswer answer) =>
        new(step, visit, answer.Outcome, answer.VoucherCode, answer.Message) { Products = answer.Products };

    internal WorkflowAnswer ToAnswer() => new(Outcome) { VoucherCode = VoucherCode, Message = Message, Products = Products };
}
