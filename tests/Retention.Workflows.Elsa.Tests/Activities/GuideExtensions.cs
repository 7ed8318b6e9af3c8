using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Hosting;

namespace Retention.Workflows.Elsa.Tests.Activities;

internal static class GuideExtensions
{
    internal static void AddGuide(this IServiceCollection services, IWorkflowGuide guide) => services.AddSingleton(guide);
}
