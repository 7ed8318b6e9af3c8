namespace Retention.Workflows.Messaging;

/// <summary>Asks for one file of one message.</summary>
public sealed record AttachmentRequest
{
    /// <summary>The name, as the HTML has it behind <c>cid:</c>, or as a line of the attachments of a template.</summary>
    public required string Name { get; init; }

    /// <summary>True for a picture that the HTML shows.</summary>
    public required bool IsInline { get; init; }

    /// <summary>The data of the message: customer, voucher, cart and so on, as the template got them.</summary>
    public required MessageModel Model { get; init; }
}
