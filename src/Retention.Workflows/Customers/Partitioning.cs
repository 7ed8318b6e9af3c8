namespace Retention.Workflows;

/// <summary>Which partition holds a customer.</summary>
internal static class Partitioning
{
    internal static int Of(CustomerId customer, int partitionCount) =>
        (int)(StableHash.Of(customer.Value) % (uint)partitionCount);
}
