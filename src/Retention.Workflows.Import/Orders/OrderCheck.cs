namespace Retention.Workflows.Import.Orders;

/// <summary>The result of checking a file of orders.</summary>
/// <param name="Report">What the caller sees.</param>
/// <param name="InvalidLines">The lines of orders that are wrong beside others of the file; their own rows have no errors.</param>
/// <param name="HasTooManyInvalid">True if there are more of them than can be kept.</param>
internal sealed record OrderCheck(OrderReport Report, IReadOnlySet<int> InvalidLines, bool HasTooManyInvalid);
