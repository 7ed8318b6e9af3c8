using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Hosting;

/// <summary>Registers voucher offers and, optionally, the host's issuer.</summary>
public sealed class VouchersBuilder
{
    internal VouchersBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Registers an offer. An invalid offer, or two of the same name, keep the host from starting, with an <see cref="ArgumentException"/>
    /// that lists all problems.
    /// </summary>
    public VouchersBuilder AddOffer(VoucherOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        Services.AddSingleton(offer);
        return this;
    }

    /// <summary>
    /// Uses the host's system to issue vouchers, for all offers. The last call counts. Created once, at first use. Default: the library
    /// issues them.
    /// </summary>
    public VouchersBuilder UseIssuer(Func<IServiceProvider, IVoucherIssuer> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }

    /// <summary>
    /// Uses the host's system to issue vouchers, for all offers. It is created for each call, in its own service scope. The last call
    /// counts.
    /// </summary>
    public VouchersBuilder UseIssuer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TIssuer>()
        where TIssuer : class, IVoucherIssuer
    {
        Services.TryAddScoped<TIssuer>();
        return UseIssuer(static provider => new PerCallIssuer(
            provider.GetRequiredService<IServiceScopeFactory>(), static services => services.GetRequiredService<TIssuer>()));
    }
}
