using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Retention.Workflows.Engine.Worker;
using Retention.Workflows.Hosting;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>Turns a configured engine into a replay.</summary>
public static class ReplayServices
{
    /// <summary>Replaces the clock by a virtual one and the hosted worker by a <see cref="JourneyReplay"/>, which is then found among the services.</summary>
    /// <param name="retention">The engine to replay with: its journeys, store, channels and templates are used as they are.</param>
    /// <param name="configure">Says which stretch of time to replay. <see cref="ReplayOptions.Until"/> must lie behind <see cref="ReplayOptions.From"/>; else asking for the replay throws an <see cref="ArgumentException"/>.</param>
    /// <remarks>
    /// Called again, the last call counts. A replay really sends over the channels that are registered, so register ones that write into folders, and give it a store of
    /// its own. Build the services and ask for <see cref="JourneyReplay"/>; there is no need to start a host.
    /// </remarks>
    public static RetentionBuilder UseReplay(this RetentionBuilder retention, Action<ReplayOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(retention);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ReplayOptions();
        configure(options);
        var time = new ManualTime(options.From);
        var services = retention.Services;
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        foreach (var worker in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(RetentionWorker)).ToList())
            services.Remove(worker);
        services.TryAddSingleton<ReplayHalt>();
        services.Replace(ServiceDescriptor.Singleton(provider => new JourneyReplay(
            provider.GetRequiredService<IRetentionStore>(),
            provider.GetRequiredService<IRetentionEngine>(),
            provider.GetRequiredService<IRetentionClient>(),
            provider.GetRequiredService<IVoucherService>(),
            time,
            provider.GetRequiredService<ReplayHalt>(),
            options,
            new ReplayTurns(provider.GetServices<JourneyDefinition>()))));
        return retention;
    }
}
