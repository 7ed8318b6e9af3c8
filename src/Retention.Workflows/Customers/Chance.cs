using Retention.Workflows.Naming;

namespace Retention.Workflows.Customers;

/// <summary>
/// Deterministic chance without a random source. A customer always gets the same bucket of an experiment, on any machine and at every
/// retry.
/// </summary>
internal static class Chance
{
    internal const int Buckets = 10_000;

    internal static int Bucket(string experiment, CustomerId customer) =>
        (int)(StableHash.Of($"{experiment}\n{customer.Value}") % Buckets);

    /// <summary>A number from 0 (inclusive) to 1 (exclusive) that is always the same for the same key.</summary>
    internal static double Share(string key) => (StableHash.Of(key) >> 11) * (1.0 / (1UL << 53));
}
