using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Elsa's data in a SQLite file.</summary>
internal static class SqlitePersistence
{
    internal static IModule Use(IModule elsa, string file)
    {
        var connection = $"Data Source={file};Cache=Shared";
        return elsa
            .UseWorkflowManagement(management => management.UseEntityFrameworkCore(store => store.UseSqlite(connection)))
            .UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(store => store.UseSqlite(connection)));
    }
}
