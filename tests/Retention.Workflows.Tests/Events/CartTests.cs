using FsCheck;
using FsCheck.Fluent;

namespace Retention.Workflows.Tests.Events;

public class CartTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static int _ids;

    [Fact]
    public void A_customer_without_events_has_no_cart()
    {
        Cart.From([]).Should().Be(Cart.Empty);
        (Cart.Empty.IsEmpty, Cart.Empty.Total, Cart.Empty.Fingerprint, Cart.Empty.UpdatedAt).Should().Be((true, null, "", null));
    }

    [Fact]
    public void A_cart_holds_what_was_added_and_not_removed()
    {
        var cart = Cart.From([Added(0, "shoe", 1, 80), Added(1, "sock", 3, 5), Removed(2, "sock"), Added(3, "shoe", 1, 70)]);

        Text(cart).Should().Be("2xshoe@70 2xsock@5");
        (cart.Total, cart.Currency, cart.UpdatedAt).Should().Be((150m, "EUR", Noon.AddMinutes(3)));
    }

    [Fact]
    public void A_full_cart_event_replaces_the_cart_and_its_amount_is_the_total_until_a_change()
    {
        CustomerEvent[] events = [Added(0, "sock"), Whole(1, 75, ("shoe", 1, 80))];

        Cart.From(events).Total.Should().Be(75, "the shop knows of a discount");
        Cart.From([.. events, Added(2, "sock", 1, 5)]).Total.Should().Be(85);
        Cart.From([.. events, EventOf(EventNames.CheckoutStarted, 3)]).Total.Should().Be(75, "a checkout without lines changes nothing");
        Text(Cart.From([.. events, EventOf(EventNames.CheckoutStarted, 3, Line("cap", 1, 9))])).Should().Be("1xcap@9");
    }

    [Fact]
    public void A_cart_without_lines_or_after_a_purchase_is_empty()
    {
        Cart.From([Added(0, "shoe"), Whole(1, 0)]).IsEmpty.Should().BeTrue();
        Cart.From([Added(0, "shoe"), Bought(1)]).Should().Be(Cart.Empty);
        Text(Cart.From([Added(0, "shoe"), Bought(1), Added(2, "sock")])).Should().Be("1xsock@10");
        Cart.From([Bought(0)]).Should().Be(Cart.Empty, "who buys without a cart is quite normal");
        Cart.From([Added(0, "shoe"), Bought(1) with { Name = EventNames.Refund, Amount = -5 }]).IsEmpty.Should()
            .BeFalse("money back empties nothing");
    }

    [Fact]
    public void Removing_too_much_leaves_no_line_and_removing_an_absent_product_changes_nothing()
    {
        Cart.From([Added(0, "shoe"), Removed(1, "shoe", 9), Removed(2, "cap")]).IsEmpty.Should().BeTrue();
        Text(Cart.From([Removed(0, "shoe", 9), Added(1, "shoe")])).Should().Be("1xshoe@10", "a debt is not kept");
    }

    [Fact]
    public void Events_of_one_moment_have_a_fixed_order()
    {
        CustomerEvent[] events = [Bought(0), Removed(0, "shoe"), Added(0, "shoe"), Added(0, "cap")];
        Cart.From(events).Should().Be(Cart.Empty, "what is bought was put in before");
        Text(Cart.From([Whole(0, null, ("sock", 1, 5)), Added(0, "sock", 1, 5)])).Should()
            .Be("1xsock@5", "the whole cart already holds what was added with it");
        Text(Cart.From([Removed(0, "shoe"), Added(0, "shoe", 2)])).Should().Be("1xshoe@10");
    }

    [Fact]
    public void Another_cart_starts_empty_and_a_removal_from_another_cart_is_ignored()
    {
        var first = In("one", Added(0, "shoe"));

        Text(Cart.From([first, In("two", Added(1, "sock"))])).Should().Be("1xsock@10");
        Cart.From([first, In("two", Added(1, "sock"))]).Id.Should().Be("two");
        Cart.From([first, In("two", Removed(1, "shoe"))]).Should().Be(Cart.From([first]));
        Cart.From([first, Removed(1, "shoe")]).IsEmpty.Should().BeTrue("an event without an id is about the cart that is known");
        Cart.From([Added(0, "shoe"), In("one", Added(1, "shoe"))]).Should()
            .Match<Cart>(cart => cart.Id == "one" && cart.Lines[0].Quantity == 2);
    }

    [Fact]
    public void Prices_in_several_currencies_have_no_total_until_the_next_full_cart()
    {
        CustomerEvent[] events = [Added(0, "shoe"), Added(1, "sock") with { Currency = "CZK" }];

        Cart.From(events).Should()
            .Match<Cart>(cart => cart.HasMixedCurrencies && cart.Total == null && cart.Currency == null && cart.Lines.Count == 2);
        Cart.From([.. events, Whole(2, null, ("sock", 1, 5))]).Should()
            .Match<Cart>(cart => !cart.HasMixedCurrencies && cart.Total == 5 && cart.Currency == "EUR");
        Cart.From([.. events, Removed(2, "shoe"), Removed(3, "sock"), Added(4, "cap")]).Total.Should().Be(10);
    }

    [Fact]
    public void A_product_without_a_price_leaves_the_total_unknown_and_extreme_numbers_do_not_overflow()
    {
        Cart.From([Added(0, "shoe"), Added(1, "sock", 1, null)]).Total.Should().BeNull();
        Cart.From([Added(0, "shoe", 1, null), Added(1, "shoe", 1, 10)]).Total.Should().Be(20, "one price is for all pieces");
        Cart.From([Added(0, "shoe", int.MaxValue, decimal.MaxValue), Added(1, "shoe", int.MaxValue)]).Should()
            .Match<Cart>(cart => cart.Lines[0].Quantity == int.MaxValue);
        Cart.From([Added(0, "shoe", int.MaxValue, decimal.MaxValue)]).Total.Should().BeNull();
        Cart.From([EventOf(EventNames.CartItemAdded, 0, new OrderLine { Product = new ProductId("shoe"), Quantity = -1 })]).IsEmpty.Should()
            .BeTrue();
    }

    [Fact]
    public void One_product_may_be_given_in_the_properties()
    {
        Text(Cart.From([EventOf(EventNames.CartItemAdded, 0) with { Properties = new PropertyBag(
            [new("product", "1517085"), new("quantity", 2), new("price", 9.9m)]) }])).Should().Be("2x1517085@9.9");
        Text(Cart.From([EventOf(EventNames.CartItemAdded, 0) with { Properties = new PropertyBag(
            [new("product", 7), new("quantity", 1.5m), new("price", "dear")]) }])).Should().Be("1x7@");
        Cart.From([EventOf(EventNames.CartItemAdded, 0) with { Properties = new PropertyBag([new("product", " ")]) }]).IsEmpty.Should()
            .BeTrue();
        Cart.From([EventOf(EventNames.CartUpdated, 0) with { Properties = new PropertyBag([new("product", "shoe")]) }]).IsEmpty.Should()
            .BeTrue("the whole cart is told by lines");
    }

    [Fact]
    public void Events_of_several_customers_are_refused() =>
        FluentActions.Invoking(() => Cart.From([Added(0, "shoe"), Added(0, "shoe") with { Customer = new CustomerId("bob") }])).Should()
            .Throw<ArgumentException>();

    [Fact]
    public void The_cart_does_not_depend_on_order_or_repetition_of_events() => Prop.ForAll(
        (from events in Events from seed in Gen.Choose(0, int.MaxValue) select (events, seed)).ToArbitrary(),
        drawn =>
        {
            CustomerEvent[] shuffled = [.. drawn.events, .. drawn.events];
            new Random(drawn.seed).Shuffle(shuffled);
            return Cart.From(shuffled).Equals(Cart.From(drawn.events));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Events_up_to_the_last_purchase_do_not_matter() => Prop.ForAll(
        Events.ToArbitrary(),
        events =>
        {
            var last = events.Where(@event => @event.Name == EventNames.Purchase).Select(@event => @event.OccurredAt)
                .DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            return Cart.From(events).Equals(Cart.From(events.Where(@event => @event.OccurredAt > last)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_line_has_at_least_one_piece_and_a_product_has_one_line() => Prop.ForAll(
        Events.ToArbitrary(),
        events => Cart.From(events) is var cart && cart.Lines.All(line => line.Quantity > 0)
            && cart.Lines.DistinctBy(line => line.Product).Count() == cart.Lines.Count
            && (cart.Total is null || !cart.IsEmpty) && cart.Fingerprint == Cart.From(
                [EventOf(EventNames.CartUpdated, 0, [.. cart.Lines.Reverse()])]).Fingerprint).QuickCheckThrowOnFailure();

    private static Gen<CustomerEvent[]> Events => (
        from kind in Gen.Choose(0, 9)
        from minute in Gen.Choose(0, 12)
        from product in Gen.Elements("shoe", "sock", "cap")
        from quantity in Gen.Choose(1, 3)
        from price in Gen.Elements<decimal?>(null, 5, 10.5m)
        from currency in Gen.Elements("EUR", "EUR", "EUR", "CZK")
        from cart in Gen.Elements<string?>(null, null, "one", "two")
        let made = kind switch
        {
            0 => Bought(minute),
            1 => Whole(minute, price),
            2 => Whole(minute, price, (product, quantity, price)),
            3 => EventOf(EventNames.CheckoutStarted, minute),
            4 or 5 => Removed(minute, product, quantity),
            6 => EventOf(new EventName("product-viewed"), minute),
            _ => Added(minute, product, quantity, price),
        }
        select (cart is null ? made : In(cart, made)) with { Currency = currency }).ArrayOf();

    private static string Text(Cart cart) =>
        string.Join(' ', cart.Lines.Select(line => FormattableString.Invariant($"{line.Quantity}x{line.Product}@{line.UnitPrice}")));

    private static OrderLine Line(string product, int quantity, decimal? price) =>
        new() { Product = new ProductId(product), Quantity = quantity, UnitPrice = price };

    private static CustomerEvent Added(int minute, string product, int quantity = 1, decimal? price = 10) =>
        EventOf(EventNames.CartItemAdded, minute, Line(product, quantity, price));

    private static CustomerEvent Removed(int minute, string product, int quantity = 1) =>
        EventOf(EventNames.CartItemRemoved, minute, Line(product, quantity, null));

    private static CustomerEvent Whole(int minute, decimal? amount, params (string Product, int Quantity, decimal? Price)[] lines) =>
        EventOf(EventNames.CartUpdated, minute,
            [.. lines.Select(line => Line(line.Product, line.Quantity, line.Price))]) with { Amount = amount };

    private static CustomerEvent Bought(int minute) => EventOf(EventNames.Purchase, minute) with { Amount = 50 };

    private static CustomerEvent In(string cart, CustomerEvent @event) => @event with { Properties = new PropertyBag([new("cart", cart)]) };

    private static CustomerEvent EventOf(EventName name, int minute, params OrderLine[] lines) => new()
    {
        Id = FormattableString.Invariant($"e-{Interlocked.Increment(ref _ids)}"),
        Customer = new CustomerId("ada"),
        Name = name,
        OccurredAt = Noon.AddMinutes(minute),
        Currency = "EUR",
        Lines = lines,
    };
}
