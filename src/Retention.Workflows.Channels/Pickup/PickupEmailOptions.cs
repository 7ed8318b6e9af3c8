namespace Retention.Workflows.Channels;

/// <summary>Into which folder e-mails are written, and who signs them.</summary>
public sealed class PickupEmailOptions
{
    /// <summary>The folder; it is made when the first mail comes. A relative path starts at the current directory. Required.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The mailbox that sends; default <c>shop@shop.invalid</c>, which nobody owns.</summary>
    public string From { get; set; } = "shop@shop.invalid";

    /// <summary>The name shown beside <see cref="From"/>; default none.</summary>
    public string? FromName { get; set; }
}
