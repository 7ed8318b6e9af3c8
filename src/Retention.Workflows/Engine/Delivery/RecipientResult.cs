using Retention.Workflows.Messaging;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>The result of the hand-over to one of a message's addresses.</summary>
internal readonly record struct RecipientResult(Recipient Recipient, DeliveryResult Result)
{
    /// <summary>
    /// The result of the message: delivered if one address took it, rejected if none ever will. A message is retried only if it certainly
    /// left to none, so that no device gets it twice.
    /// </summary>
    internal static DeliveryResult Of(IReadOnlyList<RecipientResult> results) =>
        results.Select(one => one.Result).OrderBy(Rank).ThenByDescending(result => result.After).First();

    private static int Rank(DeliveryResult result) => result switch
    {
        { Status: DeliveryStatus.Delivered } => 0,
        { Status: DeliveryStatus.Ambiguous } => 1,
        { PausesChannel: true } => 2,
        { IsUnreachable: true } => 3,
        { Status: DeliveryStatus.RetryLater } => 4,
        { IsLocal: false } => 5,
        _ => 6,
    };
}
