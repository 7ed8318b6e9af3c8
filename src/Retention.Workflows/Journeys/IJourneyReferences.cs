namespace Retention.Workflows.Journeys;

/// <summary>The host's registrations that journeys refer to by name. Used to find unknown names.</summary>
public interface IJourneyReferences
{
    /// <summary>The registered channels.</summary>
    IReadOnlyCollection<Channel> Channels { get; }

    /// <summary>The registered voucher offers.</summary>
    IReadOnlyCollection<OfferName> Offers { get; }

    /// <summary>The registered custom segments.</summary>
    IReadOnlyCollection<string> Segments { get; }

    /// <summary>The registered predicates of the host.</summary>
    IReadOnlyCollection<string> Predicates { get; }

    /// <summary>Checks a template.</summary>
    /// <returns>Its problems for the channel, one sentence each; empty if there are none. An unknown template is a problem, too.</returns>
    IReadOnlyList<string> ProblemsOf(TemplateName name, Channel channel);
}
