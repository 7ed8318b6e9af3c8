namespace Retention.Workflows.Channels;

/// <summary>The folder for text messages, and their sender.</summary>
public sealed class PickupSmsOptions
{
    /// <summary>The folder; it is created for the first message. A relative path starts at the host's content root.
    /// Required.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The sender's number or name, one line; default <c>shop</c>.</summary>
    public string From { get; set; } = "shop";

    /// <summary>
    /// The greatest number of parts of a message, 1 to 255; default 10. A longer text is not sent, with the reason <c>too-many-parts</c>.
    /// <see cref="SmsSize"/> tells the parts of a text beforehand.
    /// </summary>
    public int MaxParts { get; set; } = 10;
}
