using Retention.Workflows.Naming;

namespace Retention.Workflows.Customers;

/// <summary>Which partition holds a customer.</summary>
internal static class Partitioning
{
    internal static int Of(CustomerId customer, int partitionCount) =>
        Of(customer.Value, partitionCount);

    /// <summary>Where work of no customer is done, spread by a key of its own.</summary>
    internal static int Of(string key, int partitionCount) =>
        (int)(StableHash.Of(key) % (uint)partitionCount);
}
