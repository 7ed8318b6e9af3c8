using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Journeys.Validation;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Kinds;

internal sealed class IssueVoucherKind() : StepKind<IssueVoucherStep>("issue-voucher", Required("offer"))
{
    protected override IssueVoucherStep Read(string name, JsonReading json) =>
        new() { Name = name, Offer = json.Name("offer", "offer") is { } offer ? new OfferName(offer) : default };

    protected override void Write(IssueVoucherStep step, Utf8JsonWriter json) => json.WriteString("offer", step.Offer.Value);

    protected override string Describe(IssueVoucherStep step) => $"issue voucher {step.Offer}";

    protected override void Check(IssueVoucherStep step, ValidationContext at)
    {
        at["offer"].Given(step.Offer);
        at["offer"].Registered(step.Offer.ToString(), "offer", at.References?.Offers.Select(offer => offer.Value));
    }
}
