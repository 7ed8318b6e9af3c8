using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Worker;
using Retention.Workflows.Hosting;
using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>Configures an engine for a replay.</summary>
public static class ReplayServices
{
    /// <summary>
    /// Replaces the clock with a virtual one and the hosted worker with a <see cref="JourneyReplay"/>, which is registered as a service.
    /// </summary>
    /// <param name="retention">The engine. Its journeys, store, channels and templates are used unchanged.</param>
    /// <param name="configure">Sets the time range. <see cref="ReplayOptions.Until"/> must be after <see cref="ReplayOptions.From"/>;
    /// otherwise resolving the replay throws an <see cref="ArgumentException"/>.</param>
    /// <remarks>
    /// The last call counts. A replay sends real messages over the registered channels, so register channels that write into folders, and
    /// give it a store of its own. Build the services and resolve <see cref="JourneyReplay"/>; no host has to be started.
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
        foreach (var worker in services.Where(
            service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(RetentionWorker)).ToList())
            services.Remove(worker);
        services.TryAddSingleton<ReplayHalt>();
        services.Replace(ServiceDescriptor.Singleton(options));
        services.Replace(ServiceDescriptor.Singleton(provider => new JourneyReplay(
            provider.GetRequiredService<IRetentionStore>(),
            provider.GetRequiredService<IRetentionEngine>(),
            provider.GetRequiredService<IRetentionClient>(),
            provider.GetRequiredService<IVoucherService>(),
            time,
            provider.GetRequiredService<ReplayHalt>(),
            options,
            new ReplayTurns(provider.GetRequiredService<JourneyRegistry>().Definitions, provider.GetRequiredService<StepTypes>()))));
        return retention;
    }
}
