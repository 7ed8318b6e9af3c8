namespace Retention.Workflows.ExternalWorkflows;

/// <summary>The result of a step.</summary>
/// <param name="Outcome">The branch: <c>yes</c>, <c>no</c>, <c>received</c>, <c>timeout</c>, <c>again</c>, <c>enough</c>, <c>sent</c>,
/// <c>refused</c>, <c>chosen</c>, <c>none</c>, a case, a share; <c>done</c> for a step with one way out.</param>
public sealed record WorkflowAnswer(string Outcome)
{
    /// <summary>The outcome of a step with one way out.</summary>
    public const string Done = "done";

    /// <summary>The code of the voucher that was issued last.</summary>
    public string? VoucherCode { get; init; }

    /// <summary>The message that the step put into the outbox.</summary>
    public MessageId? Message { get; init; }

    /// <summary>The products that the step chose, best first.</summary>
    public IReadOnlyList<ProductId> Products { get; init; } = [];
}
