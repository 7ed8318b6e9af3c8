using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Templates;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Registration;

/// <summary>Registers templates in a host's services. The last folder given is used.</summary>
internal static class TemplateRegistration
{
    internal static void AddTemplateFolder(IServiceCollection services, string path)
    {
        services.AddOptions<TemplateFolderOptions>().Configure(options => options.Path = path)
            .PostConfigure<IServiceProvider>(static (options, provider) => options.ContentRoot = HostPaths.Resolve(provider, "."))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TemplateFolderOptions>, TemplateFolderOptionsValidator>());
        services.Replace(ServiceDescriptor.Singleton<IMessageTemplates, HandlebarsTemplates>());
    }
}
