using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Loads the files of messages that are about to leave, outside every transaction. Only the files of one chunk are in memory at a time.
/// </summary>
internal sealed partial class AttachmentLoader(
    EngineSettings settings, IEnumerable<IAttachmentResolver> resolvers, TimeProvider time, ILogger<AttachmentLoader> logger)
{
    private readonly List<IAttachmentResolver> _resolvers = [.. resolvers];

    /// <summary>True if the host's resolvers will be asked, which may take long.</summary>
    internal bool AsksHost(IEnumerable<PendingSend> pendingSends) => _resolvers.Count > 0 && pendingSends.Any(HasFiles);

    /// <summary>Loads the files. A message whose files cannot be loaded gets a problem, or is postponed.</summary>
    internal async Task LoadAsync(IEnumerable<PendingSend> pendingSends, CancellationToken cancellationToken) =>
        await Task.WhenAll(pendingSends.Where(HasFiles).Select(pending => LoadAsync(pending, cancellationToken))).ConfigureAwait(false);

    private static bool HasFiles(PendingSend pending) => pending is { Content: { } content, Postponed: null, Problem: null }
        && (content.Attachments.Count > 0 || (content.Html is { } html && ShowsPictures(html)));

    /// <summary>Two exact searches are ten times as fast as one without case, and every mail is searched.</summary>
    private static bool ShowsPictures(string html) =>
        html.Contains("cid:", StringComparison.Ordinal) || html.Contains("CID:", StringComparison.Ordinal);

    private async Task LoadAsync(PendingSend pending, CancellationToken cancellationToken)
    {
        var content = pending.Content!;
        var requests = PicturesOf(content.Html).Select(name => Request(name, isInline: true))
            .Concat(content.Attachments.Select(name => Request(name, isInline: false)));
        var files = new List<Attachment>();
        var left = (long)settings.Options.Delivery.MaxAttachmentBytes;
        try
        {
            foreach (var request in requests)
            {
                if (await FindAsync(request, cancellationToken).ConfigureAwait(false) is not { } file)
                {
                    pending.Problem = RefusalReasons.AttachmentMissing;
                    LogNotSent(pending.Message.Id, pending.Step.Template, RefusalReasons.AttachmentMissing);
                    return;
                }

                left -= file.Content.Length;
                if (left < 0)
                {
                    pending.Problem = RefusalReasons.AttachmentsTooLarge;
                    LogNotSent(pending.Message.Id, pending.Step.Template, RefusalReasons.AttachmentsTooLarge);
                    return;
                }

                files.Add(file with
                {
                    FileName = file.FileName ?? request.Name,
                    ContentId = request.IsInline ? request.Name : null,
                });
            }

            pending.Attachments = files;
        }
        catch (Exception exception) when (HostCallFailure.IsOfCall(exception, cancellationToken))
        {
            pending.Postponed = RefusalReasons.AttachmentsFailed;
            LogFailed(exception, pending.Message.Id, pending.Step.Template);
        }

        AttachmentRequest Request(string name, bool isInline) => new() { Name = name, IsInline = isInline, Model = pending.Model! };
    }

    private async Task<Attachment?> FindAsync(AttachmentRequest request, CancellationToken cancellationToken)
    {
        foreach (var resolver in _resolvers)
        {
            if (await settings.InTimeAsync(time, token => resolver.ResolveAsync(request, token), cancellationToken).ConfigureAwait(false)
                is { } file)
                return file;
        }

        return settings.Templates.FindAttachment(request.Name);
    }

    private static IEnumerable<string> PicturesOf(string? html) => html is null ? []
        : PictureAddress().Matches(html).Select(static match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);

    /// <summary>An address in an attribute or a style: <c>src="cid:shoe.png"</c>, <c>url(cid:shoe.png)</c>.</summary>
    [GeneratedRegex(@"(?<=[=""'(\s])(cid|CID):(?<name>[A-Za-z0-9._@-]+)(?=[""')\s>])", RegexOptions.CultureInvariant)]
    private static partial Regex PictureAddress();

    [LoggerMessage(3010, LogLevel.Error, "The attachments of message {Message} with template {Template} failed; it is retried later")]
    private partial void LogFailed(Exception exception, MessageId message, TemplateName template);

    [LoggerMessage(3011, LogLevel.Error, "Message {Message} with template {Template} is not sent: {Reason}")]
    private partial void LogNotSent(MessageId message, TemplateName template, string reason);
}
