namespace Retention.Workflows.Journeys;

/// <summary>What a host has registered, as far as journeys refer to it by name. Used to find names that nothing stands behind.</summary>
public interface IJourneyReferences
{
    /// <summary>The channels that messages can leave by.</summary>
    IReadOnlyCollection<Channel> Channels { get; }

    /// <summary>The voucher offers.</summary>
    IReadOnlyCollection<OfferName> Offers { get; }

    /// <summary>The custom segments: conditions that are registered under a name.</summary>
    IReadOnlyCollection<string> Segments { get; }

    /// <summary>The predicates in the host's own code.</summary>
    IReadOnlyCollection<string> Predicates { get; }

    /// <summary>Looks a template up.</summary>
    /// <returns>What is wrong with it for the channel, a sentence each; empty when it is fine. An unknown template is a problem too.</returns>
    IReadOnlyList<string> ProblemsOf(TemplateName name, Channel channel);
}
