using Microsoft.Extensions.Options;
using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Mime;

namespace Retention.Workflows.Email.Pickup;

internal sealed class PickupEmailOptionsValidator : IValidateOptions<PickupEmailOptions>
{
    public ValidateOptionsResult Validate(string? name, PickupEmailOptions options)
    {
        var result = new OptionsErrors(nameof(PickupEmailOptions), name);
        if (string.IsNullOrWhiteSpace(options.Folder))
            result.AddError("must name a folder.", nameof(options.Folder));
        if (!Mailbox.TryParse(options.From, out var from) || !Mailbox.HasAsciiUser(from))
            result.AddError("must be a mailbox such as hello@example.org.", nameof(options.From));
        if (!OneLine.Is(options.FromName))
            result.AddError("must be one line without control characters.", nameof(options.FromName));
        return result.Build();
    }
}
