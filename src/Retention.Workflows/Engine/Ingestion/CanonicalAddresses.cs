using Retention.Workflows.Messaging;

namespace Retention.Workflows.Engine.Ingestion;

/// <summary>Brings the addresses of a customer from outside into their canonical form.</summary>
internal static class CanonicalAddresses
{
    /// <summary>Returns the addresses that cannot be used; empty if all can. Blank ones are left out.</summary>
    /// <param name="customer">The customer as the shop wrote it.</param>
    /// <param name="normalizers">The rules of the channels.</param>
    /// <param name="canonical">The customer with canonical addresses.</param>
    internal static IReadOnlyList<InputProblem> Of(Customer customer, AddressNormalizers normalizers, out Customer canonical)
    {
        List<InputProblem>? problems = null;
        var addresses = new Dictionary<Channel, string>(customer.Addresses.Count);
        foreach (var (channel, text) in customer.Addresses)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            var normalized = normalizers.Normalize(channel, text);
            if (normalized.Problem is { } problem)
                (problems ??= []).Add(new InputProblem { Field = $"addresses.{channel}", Reason = problem });
            else
                addresses[channel] = normalized.Address!;
        }

        canonical = customer with { Addresses = addresses };
        return problems ?? (IReadOnlyList<InputProblem>)[];
    }
}
