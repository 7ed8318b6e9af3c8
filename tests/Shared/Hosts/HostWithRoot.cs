using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Retention.Workflows.Tests.Shared;

/// <summary>A host environment with a content root of the test.</summary>
internal sealed class HostWithRoot(string contentRoot) : IHostEnvironment
{
    public string EnvironmentName { get; set; } = "Production";

    public string ApplicationName { get; set; } = "tests";

    public string ContentRootPath { get; set; } = contentRoot;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
