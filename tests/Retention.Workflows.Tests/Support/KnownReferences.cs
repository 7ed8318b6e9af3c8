using Retention.Workflows.Journeys;

namespace Retention.Workflows.Tests.Support;

/// <summary>The names that a host has registered, for tests of references.</summary>
internal sealed class KnownReferences : IJourneyReferences
{
    public IReadOnlyCollection<Channel> Channels { get; init; } = [Channel.Email, Channel.Sms];

    public IReadOnlyCollection<OfferName> Offers { get; init; } = ["comeback-20"];

    public IReadOnlyCollection<string> Segments { get; init; } = ["vip"];

    public IReadOnlyCollection<string> Predicates { get; init; } = ["lives-near-a-store"];

    public IReadOnlyList<TemplateName> Templates { get; init; } = ["personal-offer", "voucher", "voucher-expires", "voucher-sms"];

    public IReadOnlyList<string> ProblemsOf(TemplateName name, Channel channel) =>
        Templates.Contains(name) ? [] : [$"There is no template '{name}' for {channel}.", "Second problem."];
}
