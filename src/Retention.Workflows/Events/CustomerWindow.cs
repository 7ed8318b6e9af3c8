namespace Retention.Workflows.Storage;

/// <summary>A period of time of one customer.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="After">The start, exclusive; <see cref="DateTimeOffset.MinValue"/> for all history.</param>
/// <param name="Until">The end, inclusive.</param>
public readonly record struct CustomerWindow(CustomerId Customer, DateTimeOffset After, DateTimeOffset Until);
