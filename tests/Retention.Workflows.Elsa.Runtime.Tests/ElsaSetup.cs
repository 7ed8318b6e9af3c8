using Elsa.Common;
using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Medallion.Threading.FileSystem;
using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>The setup of Elsa's own data in a host, and a start without a web server.</summary>
internal static class ElsaSetup
{
    internal static IModule UseSqlite(this IModule elsa, string connection) => elsa
        .UseWorkflowManagement(management => management.UseEntityFrameworkCore(store => store.UseSqlite(connection)))
        .UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(store => store.UseSqlite(connection)));

    internal static IModule UsePostgreSql(this IModule elsa, string connection) => elsa
        .UseWorkflowManagement(management => management.UseEntityFrameworkCore(store => store.UsePostgreSql(connection)))
        .UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(store => store.UsePostgreSql(connection)));

    /// <summary>Elsa's default locks are files; they go into a folder that the test deletes.</summary>
    internal static IModule UseLocks(this IModule elsa, string folder) =>
        elsa.UseWorkflowRuntime(
            runtime => runtime.DistributedLockProvider = _ => new FileDistributedSynchronizationProvider(new DirectoryInfo(folder)));

    /// <summary>Creates Elsa's tables and reads its workflows, as a host does at its start.</summary>
    internal static async Task StartAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        foreach (var task in scope.ServiceProvider.GetServices<IStartupTask>()
            .OrderBy(task => task.GetType().Name.StartsWith("RunMigrations", StringComparison.Ordinal) ? 0 : 1).ToList())
            await task.ExecuteAsync(cancellationToken);
    }
}
