using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Addresses;
using Retention.Workflows.Channels.Validation;

namespace Retention.Workflows.Channels.Pickup;

internal sealed class PickupEmailOptionsValidator : IValidateOptions<PickupEmailOptions>
{
    public ValidateOptionsResult Validate(string? name, PickupEmailOptions options)
    {
        var result = new OptionsErrors(nameof(PickupEmailOptions), name);
        if (string.IsNullOrWhiteSpace(options.Folder))
            result.AddError("must name a folder.", nameof(options.Folder));
        if (!Mailbox.TryParse(options.From, out var from) || !Mailbox.HasAsciiUser(from))
            result.AddError("must be a mailbox such as hello@example.org.", nameof(options.From));
        if (!Mailbox.IsOneLine(options.FromName))
            result.AddError("must be one line without control characters.", nameof(options.FromName));
        return result.Build();
    }
}

internal sealed class PickupSmsOptionsValidator : IValidateOptions<PickupSmsOptions>
{
    public ValidateOptionsResult Validate(string? name, PickupSmsOptions options)
    {
        var result = new OptionsErrors(nameof(PickupSmsOptions), name);
        if (string.IsNullOrWhiteSpace(options.Folder))
            result.AddError("must name a folder.", nameof(options.Folder));
        if (string.IsNullOrWhiteSpace(options.From) || !Mailbox.IsOneLine(options.From))
            result.AddError("must be one line without control characters.", nameof(options.From));
        return result.Build();
    }
}
