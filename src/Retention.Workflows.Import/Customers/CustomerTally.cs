namespace Retention.Workflows.Import.Customers;

/// <summary>What is counted while a file of customers is read.</summary>
internal sealed class CustomerTally
{
    internal long Rows { get; set; }

    internal long Anonymous { get; set; }

    internal long Invalid { get; set; }

    internal Dictionary<Channel, long> LeftOutAddresses { get; } = [];
}
