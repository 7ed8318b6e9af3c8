namespace Retention.Workflows;

/// <summary>The customer and arguments for which a predicate is evaluated.</summary>
/// <param name="Customer">The customer, as the shop last saved it.</param>
/// <param name="Arguments">The arguments that the journey passes; never null.</param>
/// <param name="Now">The current time of the engine's clock.</param>
public sealed record CustomerQuestion(Customer Customer, PropertyBag Arguments, DateTimeOffset Now);
