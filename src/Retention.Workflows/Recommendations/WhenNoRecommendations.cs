namespace Retention.Workflows;

/// <summary>What happens if there is nothing to recommend.</summary>
public enum WhenNoRecommendations
{
    /// <summary>Show best sellers; if there are none, hide the block.</summary>
    ShowBestSellers = 0,

    /// <summary>Send the message without the block.</summary>
    HideBlock = 1,

    /// <summary>Do not send the message; its recorded reason is <c>no-recommendations</c>.</summary>
    DoNotSend = 2,
}
