using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>The hand-over of a message to one of its addresses.</summary>
internal sealed class RecipientSend
{
    private readonly Shared _shared;

    private RecipientSend(Shared shared, Recipient recipient) => (_shared, Recipient) = (shared, recipient);

    internal Recipient Recipient { get; }

    internal PendingSend Pending => _shared.Pending;

    internal OutboxMessage Message => _shared.Pending.Message;

    internal DeliveryResult? Result { get; set; }

    /// <summary>True if the channel was called, so that the result says something about the channel.</summary>
    internal bool IsOfChannel { get; set; }

    /// <summary>True if the message certainly did not leave to this address, and lost no attempt.</summary>
    internal bool NeverLeft { get; set; }

    /// <summary>The hand-overs of a message to its addresses.</summary>
    /// <param name="pending">The message.</param>
    /// <param name="finished">Called once, when all addresses have a result.</param>
    internal static RecipientSend[] Of(PendingSend pending, Action<PendingSend> finished)
    {
        var shared = new Shared(pending, finished);
        shared.Sends = [.. pending.Recipients.Select(recipient => new RecipientSend(shared, recipient))];
        shared.Open = shared.Sends.Length;
        return shared.Sends;
    }

    /// <summary>This address has a result. The last one of a message gives the message its own. Thread-safe.</summary>
    internal void Finish()
    {
        if (Interlocked.Decrement(ref _shared.Open) > 0)
            return;
        var pending = Pending;
        pending.NeverLeft = _shared.Sends.All(send => send.NeverLeft);
        pending.IsOfChannel = _shared.Sends.Any(send => send.IsOfChannel);
        pending.Results = [.. _shared.Sends.Select(send => new RecipientResult(send.Recipient, send.Result!))];
        pending.Result = RecipientResult.Of(pending.Results);
        (pending.Attachments, pending.Content, pending.Model) = ([], null, null); // results may wait long for a store that fails
        _shared.Finished(pending);
    }

    private sealed class Shared(PendingSend pending, Action<PendingSend> finished)
    {
        internal int Open;

        internal PendingSend Pending { get; } = pending;

        internal Action<PendingSend> Finished { get; } = finished;

        internal RecipientSend[] Sends { get; set; } = [];
    }
}
