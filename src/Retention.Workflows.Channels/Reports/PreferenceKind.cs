namespace Retention.Workflows.Channels;

/// <summary>What a customer wants of a sender.</summary>
public enum PreferenceKind
{
    /// <summary>No more messages of this sender.</summary>
    Stop = 0,

    /// <summary>Messages of this sender again.</summary>
    Resume = 1,

    /// <summary>Information about the sender. The provider answers it, or the shop does.</summary>
    Help = 2,
}
