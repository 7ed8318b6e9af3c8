namespace Retention.Workflows;

/// <summary>A predicate about one customer, in the host's own code.</summary>
/// <remarks>
/// The engine calls it inside a transaction and for many customers in a row. Decide from the arguments and from data in memory; do not wait
/// for I/O. It must be thread-safe and return the same result for the same input.
/// </remarks>
/// <param name="customer">The customer, as the shop last saved it.</param>
/// <param name="arguments">The arguments that the journey passes; never null.</param>
/// <param name="now">The current time of the engine's clock.</param>
public delegate bool CustomerPredicate(Customer customer, PropertyBag arguments, DateTimeOffset now);
