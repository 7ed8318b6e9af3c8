namespace Retention.Workflows.Journeys.Steps;

internal sealed class IssueVoucherStepType : StepType<IssueVoucherStep>
{
    public override string Kind => "issue-voucher";

    internal override HostService Calls => HostService.VoucherIssuer;

    protected override void Define(StepFields<IssueVoucherStep> fields) => fields.Offer("offer", step => step.Offer);

    public override string Describe(IssueVoucherStep step) => $"issue voucher {step.Offer}";

    protected override void Validate(IssueVoucherStep step, ValidationContext at) =>
        at["offer"].Registered(step.Offer.ToString(), "offer", at.References?.Offers.Select(offer => offer.Value));

    internal override StepSymbol SymbolOf(IssueVoucherStep step) => StepSymbol.Voucher;
}
