using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Hosting;

/// <summary>Registers voucher offers, and the shop's own issuer where it has one.</summary>
public sealed class VouchersBuilder
{
    internal VouchersBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers an offer. One that cannot work, or two of the same name, keep the host from starting, with an <see cref="ArgumentException"/> that lists all that is wrong.</summary>
    public VouchersBuilder AddOffer(VoucherOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        Services.AddSingleton(offer);
        return this;
    }

    /// <summary>Lets the shop's own system issue vouchers, for all offers; the last choice counts. Made once, at the first use. Default: the library issues them.</summary>
    public VouchersBuilder UseIssuer(Func<IServiceProvider, IVoucherIssuer> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }
}
