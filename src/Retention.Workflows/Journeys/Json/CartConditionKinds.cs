using System.Text.Json;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Json;

internal sealed class CartTotalKind() : ConditionKind<CartTotalCondition>("cart-total", Required("atLeast"))
{
    internal override Condition? Read(JsonReading json) =>
        json.Number("atLeast") is { } amount ? json.Make(() => new CartTotalCondition(amount), "atLeast") : null;

    protected override void Write(CartTotalCondition condition, Utf8JsonWriter json) => json.Write("atLeast", condition.AtLeast);
}

internal sealed class CartHoldsKind() : ConditionKind<CartHoldsCondition>("cart-holds", Optional("products"))
{
    internal override Condition? Read(JsonReading json) =>
        json.Texts("products") is { } products
            ? json.Make(() => new CartHoldsCondition([.. products.Select(product => new ProductId(product))]), "products") : null;

    protected override void Write(CartHoldsCondition condition, Utf8JsonWriter json)
    {
        if (condition.Products.Count > 0)
            json.Write("products", condition.Products.Select(product => product.Value));
    }

    protected override void Check(CartHoldsCondition condition, ValidationContext at)
    {
        for (var index = 0; index < condition.Products.Count; index++)
            at["products"][index].Given(condition.Products[index]);
        for (var index = 0; index < condition.Products.Count; index++)
            at["products"][index].Text(condition.Products[index].ToString());
    }
}
