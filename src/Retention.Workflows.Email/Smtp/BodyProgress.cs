using MailKit;

namespace Retention.Workflows.Email.Smtp;

/// <summary>
/// Remembers whether the body of a mail began to leave. Until then a broken connection is a certain non-send, since no server delivers a
/// mail of which it has no byte.
/// </summary>
internal sealed class BodyProgress : ITransferProgress
{
    private volatile bool _hasBegun;

    internal bool HasBegun => _hasBegun;

    public void Report(long bytesTransferred, long totalSize) => Report(bytesTransferred);

    public void Report(long bytesTransferred) => _hasBegun |= bytesTransferred > 0;
}
