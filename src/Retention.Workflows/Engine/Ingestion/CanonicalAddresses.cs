using System.Globalization;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Engine.Ingestion;

/// <summary>Brings the addresses of a customer from outside into their canonical form.</summary>
internal static class CanonicalAddresses
{
    /// <summary>Returns the addresses that cannot be used; empty if all can. Blank ones are left out.</summary>
    /// <param name="customer">The customer as the shop wrote it.</param>
    /// <param name="normalizers">The rules of the channels.</param>
    /// <param name="canonical">The customer with canonical addresses, each push token once.</param>
    internal static IReadOnlyList<InputProblem> Of(Customer customer, AddressNormalizers normalizers, out Customer canonical)
    {
        List<InputProblem>? problems = null;
        var addresses = new Dictionary<Channel, string>(customer.Addresses.Count);
        foreach (var (channel, text) in customer.Addresses)
        {
            var isReplaced = channel == Channel.Push && customer.PushTokens.Count > 0;
            if (!isReplaced && Normalize(channel, text, $"addresses.{channel}") is { } normalized)
                addresses[channel] = normalized.Address!;
        }

        var tokens = customer.PushTokens.Count == 0 ? [] : customer.PushTokens
            .Select((token, index) => Normalize(Channel.Push, token, string.Create(CultureInfo.InvariantCulture, $"pushTokens[{index}]")))
            .OfType<NormalizedAddress>().DistinctBy(token => token.Identity).Select(token => token.Address!).ToList();
        canonical = customer with { Addresses = addresses, PushTokens = tokens };
        return problems ?? (IReadOnlyList<InputProblem>)[];

        NormalizedAddress? Normalize(Channel channel, string text, string field)
        {
            if (string.IsNullOrWhiteSpace(text))
                return null;
            var normalized = normalizers.Normalize(channel, text);
            if (normalized.Problem is not { } problem)
                return normalized;
            (problems ??= []).Add(new InputProblem { Field = field, Reason = problem });
            return null;
        }
    }
}
