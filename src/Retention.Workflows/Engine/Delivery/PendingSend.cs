using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>A message that is about to leave: what it was made from, and its text or why there is none.</summary>
internal sealed class PendingSend(OutboxMessage message, SendStep step)
{
    internal OutboxMessage Message { get; set; } = message;

    internal SendStep Step { get; } = step;

    internal Customer? Customer { get; init; }

    internal Voucher? Voucher { get; init; }

    /// <summary>What products it shows; none when the step recommends nothing.</summary>
    internal RecommendationQuery? Wish { get; init; }

    /// <summary>What lay in the customer's cart when the message was read: only there when the message needs to know.</summary>
    internal Cart? Cart { get; init; }

    internal Cart CartOrEmpty => Cart ?? Cart.Empty;

    /// <summary>Whether the template shows the cart, so that the message does not leave without one.</summary>
    internal bool ShowsCart { get; init; }

    /// <summary>Whether the template shows stores nearby.</summary>
    internal bool ShowsStores { get; init; }

    /// <summary>Whether names and prices of products are shown besides recommended ones.</summary>
    internal bool ShowsGoods => ShowsCart || ShowsStores || Voucher?.Offer.Discount.Product is not null;

    /// <summary>Where it goes: read when it is marked, so that it is the address that the gate saw.</summary>
    internal string? Address { get; set; }

    /// <summary>When it was asked whether it may leave, as a timestamp of the host's clock.</summary>
    internal long AskedAt { get; set; }

    /// <summary>Why it cannot be composed just now, such as a recommender that fails; it is tried again later.</summary>
    internal string? Postponed { get; set; }

    internal MessageContent? Content { get; set; }

    /// <summary>Why there is no text; none when there is one.</summary>
    internal string? Problem { get; set; }

    internal DeliveryResult? Result { get; set; }

    /// <summary>Whether the channel was asked, so that the result says something about it.</summary>
    internal bool IsOfChannel { get; set; }

    /// <summary>Whether it was marked and then certainly not handed over, so that it lost no try.</summary>
    internal bool NeverLeft { get; set; }
}
