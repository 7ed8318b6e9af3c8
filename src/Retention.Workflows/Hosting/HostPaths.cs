using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Retention.Workflows.Hosting;

/// <summary>Resolves the paths that a host configures: of databases, templates and pickup folders.</summary>
public static class HostPaths
{
    /// <summary>
    /// Returns an absolute path. A relative path starts at the host's content root, <see cref="IHostEnvironment.ContentRootPath"/>; without
    /// a host environment at the current directory. An absolute or empty path is returned unchanged.
    /// </summary>
    /// <param name="services">The services, which may include an <see cref="IHostEnvironment"/>.</param>
    /// <param name="path">The path; it need not exist.</param>
    public static string Resolve(IServiceProvider services, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(path);
        if (string.IsNullOrWhiteSpace(path) || Path.IsPathFullyQualified(path))
            return path;
        return Path.GetFullPath(
            path, services.GetService<IHostEnvironment>()?.ContentRootPath is { Length: > 0 } root
                ? Path.GetFullPath(root) : Directory.GetCurrentDirectory());
    }
}
