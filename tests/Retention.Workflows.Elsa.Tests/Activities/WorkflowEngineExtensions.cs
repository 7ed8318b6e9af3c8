using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.ExternalWorkflows;

namespace Retention.Workflows.Elsa.Tests.Activities;

internal static class WorkflowEngineExtensions
{
    internal static void AddWorkflowEngine(this IServiceCollection services, IWorkflowEngine engine) => services.AddSingleton(engine);
}
