namespace Retention.Workflows.Storage;

/// <summary>A stretch of a customer's time.</summary>
/// <param name="Customer">Which customer.</param>
/// <param name="After">The start, excluded; <see cref="DateTimeOffset.MinValue"/> for all history.</param>
/// <param name="Until">The end, included.</param>
public readonly record struct CustomerWindow(CustomerId Customer, DateTimeOffset After, DateTimeOffset Until);
