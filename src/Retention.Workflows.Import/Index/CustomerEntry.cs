namespace Retention.Workflows.Import.Index;

/// <summary>What the check of a file keeps of a customer.</summary>
internal readonly record struct CustomerEntry(ulong Customer, ulong Content, int Line, bool IsGuest) : IComparable<CustomerEntry>
{
    public int CompareTo(CustomerEntry other)
    {
        var customer = Customer.CompareTo(other.Customer);
        return customer != 0 ? customer : Line.CompareTo(other.Line);
    }
}
