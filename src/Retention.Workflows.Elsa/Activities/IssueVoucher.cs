using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Designer;
using Retention.Workflows.Elsa.Steps;

namespace Retention.Workflows.Elsa;

/// <summary>Issues a voucher to the customer. Later messages can show it.</summary>
[Activity("CustomerJourneys", "Customer journeys / Actions", "Issues a voucher to the customer, once per visit. Later messages show it.",
    DisplayName = "Issue voucher")]
public sealed class IssueVoucher : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public IssueVoucher([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The name of a registered offer.</summary>
    [Input(Description = "The offer whose terms the voucher has.", UIHint = InputUIHints.DropDown, UIHandler = typeof(OfferOptions))]
    public Input<string?>? Offer { get; set; }

    /// <summary>The code of the customer's voucher; null if an offer for the cart found no cart.</summary>
    [Output(Description = "The code of the voucher.")]
    public Output<string?>? Code { get; set; }

    internal override string StepKind => "issue-voucher";

    internal override void Fill(StepForm form) => form.Text("offer", Offer, nameof(Offer));

    internal override void Take(ActivityExecutionContext context, StepReply reply)
    {
        if (Code is not null)
            context.Set(Code, reply.VoucherCode);
    }
}
