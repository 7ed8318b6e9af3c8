namespace Retention.Workflows.Channels;

/// <summary>The folder for e-mails, and their sender.</summary>
public sealed class PickupEmailOptions
{
    /// <summary>The folder; it is created for the first mail. A relative path starts at the host's content root.
    /// Required.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The sender's mailbox; default <c>shop@shop.invalid</c>, which belongs to nobody.</summary>
    public string From { get; set; } = "shop@shop.invalid";

    /// <summary>The name shown beside <see cref="From"/>; default none.</summary>
    public string? FromName { get; set; }
}
