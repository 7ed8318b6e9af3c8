namespace Retention.Workflows;

/// <summary>A question in the host's own code.</summary>
/// <remarks>
/// Asked inside a transaction and for many customers in a row: decide from what is given and what is in memory; do not wait for anything outside.
/// Must be thread-safe and give the same answer for the same input.
/// </remarks>
/// <param name="customer">The customer, as the shop last described them.</param>
/// <param name="arguments">What the journey passes.</param>
/// <param name="now">The engine's clock.</param>
public delegate bool CustomerPredicate(Customer customer, PropertyBag arguments, DateTimeOffset now);
