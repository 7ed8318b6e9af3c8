namespace Retention.Workflows.Import.Customers;

/// <summary>The result of checking a file of customers.</summary>
/// <param name="Report">What the caller sees.</param>
/// <param name="InvalidLines">The lines of customers that are wrong beside others of the file; their own rows have no errors.</param>
/// <param name="HasTooManyInvalid">True if there are more of them than can be kept.</param>
internal sealed record CustomerCheck(CustomerReport Report, IReadOnlySet<int> InvalidLines, bool HasTooManyInvalid);
