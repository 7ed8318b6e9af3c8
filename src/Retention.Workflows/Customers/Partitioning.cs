using Retention.Workflows.Naming;

namespace Retention.Workflows.Customers;

/// <summary>Computes the partition of a customer.</summary>
internal static class Partitioning
{
    internal static int Of(CustomerId customer, int partitionCount) =>
        Of(customer.Value, partitionCount);

    /// <summary>The partition for work that belongs to no customer, derived from a key of the work.</summary>
    internal static int Of(string key, int partitionCount) =>
        (int)(StableHash.Of(key) % (uint)partitionCount);
}
