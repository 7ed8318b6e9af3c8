using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Retention.Workflows.Elsa.Steps;

namespace Retention.Workflows.Elsa;

/// <summary>Chooses products that later messages show: their input <c>ChosenBy</c> names this activity.</summary>
/// <remarks>
/// The flow continues at <c>Done</c>, whether there was something to choose or not. If <c>Chosen</c> or <c>None</c> is connected, it
/// continues there. Connecting <c>Done</c> together with one of these keeps the host from starting.
/// </remarks>
[Activity("CustomerJourneys", "Customer journeys / Actions",
    "Chooses products for the customer, once per visit. Later messages show them.", DisplayName = "Recommend products")]
[FlowNode("Done", "Chosen", "None")]
public sealed class RecommendProducts : JourneyActivity
{
    /// <summary>Creates the activity; set its inputs as properties.</summary>
    public RecommendProducts([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>The maximum number of products, 1 to 24; default 6.</summary>
    [Input(Description = "The maximum number of products, 1 to 24. Default: 6.")]
    public Input<int?>? Count { get; set; }

    /// <summary>
    /// How products are chosen: <c>for-customer</c>, the default, <c>with-cart</c>, <c>cheaper-than-cart</c> or <c>dearer-than-cart</c>.
    /// </summary>
    [Input(Description = "The criterion by which products are chosen.", UIHint = InputUIHints.DropDown,
        Options = new[] { "for-customer", "with-cart", "cheaper-than-cart", "dearer-than-cart" }, DefaultValue = "for-customer")]
    public Input<string?>? Strategy { get; set; }

    /// <summary>The minimum price, in the catalogue's currency; default none.</summary>
    [Input(DisplayName = "Minimum price", Description = "The minimum price, in the catalogue's currency. Default: none.", Category = "Limits")]
    public Input<decimal?>? MinPrice { get; set; }

    /// <summary>The maximum price, in the catalogue's currency; default none.</summary>
    [Input(DisplayName = "Maximum price", Description = "The maximum price, in the catalogue's currency. Default: none.",
        Category = "Limits")]
    public Input<decimal?>? MaxPrice { get; set; }

    /// <summary>The allowed categories, as the catalogue names them; default all.</summary>
    [Input(Description = "Only products of these categories, as the catalogue names them. Default: all.", UIHint = InputUIHints.MultiText,
        Category = "Limits")]
    public Input<ICollection<string>?>? Categories { get; set; }

    /// <summary>Whether to choose best sellers if there is nothing to recommend; default yes.</summary>
    [Input(DisplayName = "Best sellers", Description = "Whether best sellers are chosen when there is nothing to recommend. Default: yes.")]
    public Input<bool?>? BestSellers { get; set; }

    /// <summary>The ids of the products, best first; empty if there was nothing to choose.</summary>
    [Output(Description = "The ids of the products, best first.")]
    public Output<string[]?>? Products { get; set; }

    internal override string StepKind => "recommend";

    internal override IReadOnlyList<string> OptionalPorts => ["Chosen", "None"];

    internal override string? PortOf(string outcome) => outcome == "chosen" ? "Chosen" : "None";

    internal override void Fill(StepForm form)
    {
        form.Number("count", Count, nameof(Count));
        form.Text("strategy", Strategy, nameof(Strategy));
        form.Number("minPrice", MinPrice, nameof(MinPrice));
        form.Number("maxPrice", MaxPrice, nameof(MaxPrice));
        if (form.Value(Categories, nameof(Categories)) is { Count: > 0 } categories)
            form.Set("categories", new JsonArray([.. categories.Select(category => (JsonNode)category)]));
        if (form.Value(BestSellers, nameof(BestSellers)) == false)
            form.Set("bestSellers", false);
    }

    internal override void Take(ActivityExecutionContext context, StepReply reply)
    {
        if (Products is not null)
            context.Set(Products, [.. reply.Products.Select(product => product.Value)]);
    }
}
