using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Hosting;

/// <summary>Registers predicates of the host.</summary>
public sealed class ConditionsBuilder
{
    internal ConditionsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a predicate under a name, for <c>Customer.Satisfies("vip")</c>.</summary>
    /// <param name="name">The name in kebab case. Two predicates of the same name keep the host from starting.</param>
    /// <param name="predicate">
    /// Called inside a transaction, from several threads. If it throws at a step, that enrollment is retried later. If it throws in an
    /// audience, the customer is not enrolled; in an exit rule, the customer stays. Other customers are not affected.
    /// </param>
    /// <exception cref="ArgumentException">The name is not in kebab case.</exception>
    public ConditionsBuilder Add(string name, CustomerPredicate predicate)
    {
        KebabName.Require(name, "condition");
        ArgumentNullException.ThrowIfNull(predicate);
        Services.AddSingleton(new NamedPredicate(name, predicate));
        return this;
    }
}
