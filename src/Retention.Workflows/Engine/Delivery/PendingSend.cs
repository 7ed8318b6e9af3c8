using Retention.Workflows.Engine.Recommending;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>A message that is about to be sent: the data it was composed from, and its content or the reason why it has none.</summary>
internal sealed class PendingSend(OutboxMessage message, SendStep step)
{
    internal OutboxMessage Message { get; set; } = message;

    internal SendStep Step { get; } = step;

    internal Customer? Customer { get; init; }

    internal Voucher? Voucher { get; init; }

    /// <summary>The query for the products that the message shows; null if the step recommends nothing.</summary>
    internal RecommendationQuery? Query { get; init; }

    /// <summary>The customer's cart when the message was read; null if the message does not need it.</summary>
    internal Cart? Cart { get; init; }

    internal Cart CartOrEmpty => Cart ?? Cart.Empty;

    /// <summary>True if the template shows the cart. Such a message is not sent without one.</summary>
    internal bool ShowsCart { get; init; }

    /// <summary>True if the template shows stores nearby.</summary>
    internal bool ShowsStores { get; init; }

    /// <summary>True if the message shows names and prices of products other than recommended ones.</summary>
    internal bool ShowsProducts => ShowsCart || ShowsStores || Voucher?.Offer.Discount.Product is not null;

    /// <summary>
    /// The addresses that the message goes to, several for a customer with several push tokens. They are read when the message is marked,
    /// so they are the ones that the send policy allowed.
    /// </summary>
    internal IReadOnlyList<Recipient> Recipients { get; set; } = [];

    /// <summary>When the send policy was evaluated, as a timestamp of the host's clock.</summary>
    internal long CheckedAt { get; set; }

    /// <summary>
    /// The reason why the message cannot be composed now, for example a failing recommender; it is retried later. Otherwise null.
    /// </summary>
    internal string? Postponed { get; set; }

    internal MessageContent? Content { get; set; }

    /// <summary>The data that the template got; null without content.</summary>
    internal MessageModel? Model { get; set; }

    /// <summary>The files of the message; loaded shortly before the hand-over and dropped after it.</summary>
    internal IReadOnlyList<Attachment> Attachments { get; set; } = [];

    /// <summary>The address for which the content was composed; its links belong to that address.</summary>
    internal string? ComposedFor { get; set; }

    /// <summary>The reason why there is no content; null if there is content.</summary>
    internal string? Problem { get; set; }

    internal DeliveryResult? Result { get; set; }

    /// <summary>The results of the addresses, from which <see cref="Result"/> follows; empty if the channel was not called.</summary>
    internal IReadOnlyList<RecipientResult> Results { get; set; } = [];

    /// <summary>True if the channel was called, so that the result says something about the channel.</summary>
    internal bool IsOfChannel { get; set; }

    /// <summary>True if the message was marked and then certainly not sent, so that it lost no attempt.</summary>
    internal bool NeverLeft { get; set; }
}
