using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
    /// audience, the customer is not enrolled; in an exit rule, the enrollment continues. Other customers are not affected.
    /// </param>
    /// <exception cref="ArgumentException">The name is not in kebab case.</exception>
    public ConditionsBuilder Add(string name, CustomerPredicate predicate)
    {
        KebabName.Require(name, "condition");
        ArgumentNullException.ThrowIfNull(predicate);
        Services.AddSingleton(new NamedPredicate(name, RegisteredPredicate.Of(predicate)));
        return this;
    }

    /// <summary>
    /// Registers a predicate that may be asynchronous, is evaluated for many customers at once and takes services from the container.
    /// </summary>
    /// <typeparam name="TPredicate">The predicate. It is created for each call, in its own service scope.</typeparam>
    /// <param name="name">The name in kebab case. Two predicates of the same name keep the host from starting.</param>
    /// <param name="callsOutside">
    /// True if it calls an external service. It is then evaluated while no transaction is open: before the transaction for a whole chunk
    /// of customers, or, for enrollments that reach it at a step, while they wait there. Its timeout is
    /// <see cref="DeliveryOptions.SendTimeout"/>. It cannot be used in exit rules and fallbacks, which are evaluated in the transaction
    /// of an event or a message.
    /// </param>
    /// <exception cref="ArgumentException">The name is not in kebab case.</exception>
    public ConditionsBuilder Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPredicate>(
        string name, bool callsOutside = false)
        where TPredicate : class, ICustomerPredicate
    {
        Services.TryAddScoped<TPredicate>();
        return Add(name, services => services.GetRequiredService<TPredicate>(), callsOutside);
    }

    /// <summary>Registers a factory that creates the predicate for each call, from the services of the call's scope.</summary>
    /// <param name="name">The name in kebab case. Two predicates of the same name keep the host from starting.</param>
    /// <param name="make">Creates the predicate.</param>
    /// <param name="callsOutside">True if it calls an external service; see the other overload.</param>
    /// <exception cref="ArgumentException">The name is not in kebab case.</exception>
    public ConditionsBuilder Add(string name, Func<IServiceProvider, ICustomerPredicate> make, bool callsOutside = false)
    {
        KebabName.Require(name, "condition");
        ArgumentNullException.ThrowIfNull(make);
        Services.AddSingleton(
            provider => new NamedPredicate(name, InScope(provider.GetRequiredService<IServiceScopeFactory>(), make, callsOutside)));
        return this;
    }

    private static RegisteredPredicate InScope(
        IServiceScopeFactory scopes, Func<IServiceProvider, ICustomerPredicate> make, bool callsOutside) =>
        new(callsOutside, async (questions, cancellationToken) =>
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
                return await make(scope.ServiceProvider).EvaluateAsync(questions, cancellationToken).ConfigureAwait(false);
        });
}
