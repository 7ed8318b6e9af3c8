namespace Retention.Workflows;

/// <summary>What else a journey may say about a message.</summary>
public sealed class SendOptions
{
    /// <summary>What the message is about, as far as consent is concerned; default marketing.</summary>
    public Topic Topic { get; set; } = Topic.Marketing;

    /// <summary>The recommended products; default none, or a plain block of as many products as the step asks for.</summary>
    public RecommendationBlock? Recommendations { get; set; }

    /// <summary>What to do when nobody can tell whether the message was delivered; default assume sent.</summary>
    public AmbiguityPolicy OnAmbiguous { get; set; }
}
