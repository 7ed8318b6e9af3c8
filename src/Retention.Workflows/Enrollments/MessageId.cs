using System.Globalization;

namespace Retention.Workflows;

/// <summary>The id of a message in the outbox: its partition and a number that increases within the partition.</summary>
/// <param name="Partition">The partition of the customer, 0 or more.</param>
/// <param name="Number">The number within the partition, 1 or more.</param>
public readonly record struct MessageId(int Partition, long Number)
{
    /// <summary>Returns <c>partition-number</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}-{Number}");
}
