namespace Retention.Workflows.Channels;

/// <summary>Into which folder text messages are written, and who signs them.</summary>
public sealed class PickupSmsOptions
{
    /// <summary>The folder; it is made when the first message comes. A relative path starts at the current directory. Required.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The number or name that sends, one line; default <c>shop</c>.</summary>
    public string From { get; set; } = "shop";
}
