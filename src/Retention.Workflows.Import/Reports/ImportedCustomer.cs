namespace Retention.Workflows.Import;

/// <summary>A customer of a file.</summary>
/// <param name="Line">The line of the row.</param>
/// <param name="Customer">The customer, with addresses in their canonical form.</param>
public sealed record ImportedCustomer(int Line, Customer Customer);
