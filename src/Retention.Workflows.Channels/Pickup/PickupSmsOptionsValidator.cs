using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Shared;

namespace Retention.Workflows.Channels.Pickup;

internal sealed class PickupSmsOptionsValidator : IValidateOptions<PickupSmsOptions>
{
    public ValidateOptionsResult Validate(string? name, PickupSmsOptions options)
    {
        var result = new OptionsErrors(nameof(PickupSmsOptions), name);
        if (string.IsNullOrWhiteSpace(options.Folder))
            result.AddError("must name a folder.", nameof(options.Folder));
        if (string.IsNullOrWhiteSpace(options.From) || !OneLine.Is(options.From))
            result.AddError("must be one line without control characters.", nameof(options.From));
        if (options.MaxParts is < 1 or > 255)
            result.AddError("must be between 1 and 255.", nameof(options.MaxParts));
        return result.Build();
    }
}
