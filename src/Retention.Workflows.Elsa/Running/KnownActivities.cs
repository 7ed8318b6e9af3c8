using System.Collections.Concurrent;
using Elsa.Common.Multitenancy;
using Elsa.Workflows;
using Microsoft.Extensions.Logging;

namespace Retention.Workflows.Elsa.Running;

/// <summary>Elsa's registry of activity types. Elsa registers the types again at every run; this one remembers known types.</summary>
internal sealed class KnownActivities(IActivityDescriber describer, IEnumerable<IActivityDescriptorModifier> modifiers,
    ITenantAccessor tenants, ILogger<ActivityRegistry> logger)
    : ActivityRegistry(describer, modifiers, tenants, logger), IActivityRegistry
{
    private readonly ConcurrentDictionary<Type, bool> _known = new();

    async Task IActivityRegistry.RegisterAsync(IEnumerable<Type> activityTypes, CancellationToken cancellationToken)
    {
        foreach (var type in activityTypes)
        {
            if (_known.ContainsKey(type))
                continue;
            await RegisterAsync(type, cancellationToken).ConfigureAwait(false);
            _known[type] = true;
        }
    }
}
