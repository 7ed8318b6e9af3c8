using Retention.Workflows.Import.Columns;

namespace Retention.Workflows.Import.Customers;

/// <summary>A customer of a file.</summary>
/// <param name="Line">The line of the row.</param>
/// <param name="Customer">The customer.</param>
/// <param name="IsGuest">True if the key was made from the e-mail address.</param>
internal sealed record CustomerItem(int Line, Customer Customer, bool IsGuest) : ICsvItem;
