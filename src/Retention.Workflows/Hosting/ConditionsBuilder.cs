using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Hosting;

/// <summary>Registers predicates in the host's own code.</summary>
public sealed class ConditionsBuilder
{
    internal ConditionsBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a predicate under a name, for <c>Customer.Satisfies("vip")</c>.</summary>
    /// <param name="name">In kebab case; one predicate a name: two of the same keep the host from starting.</param>
    /// <param name="predicate">
    /// Asked inside a transaction, from several threads. When it throws at a step, that enrollment is tried again later; in an audience the
    /// customer does not enter, in an exit rule they stay. All others go on.
    /// </param>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public ConditionsBuilder Add(string name, CustomerPredicate predicate)
    {
        KebabName.Require(name, "condition");
        ArgumentNullException.ThrowIfNull(predicate);
        Services.AddSingleton(new NamedPredicate(name, predicate));
        return this;
    }
}
