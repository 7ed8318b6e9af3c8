using Retention.Workflows.Messaging;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>A channel that keeps some messages until it is told to let them go.</summary>
internal sealed class HeldChannel(string name, Func<OutgoingMessage, bool> holds, int others) : IMessageChannel
{
    private readonly TaskCompletionSource _othersCame = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;
    private int _passed;

    public Channel Channel { get; } = new(name);

    public bool IsIdempotent => false;

    /// <summary>The messages that came, held or not.</summary>
    internal int Sent => Volatile.Read(ref _sent);

    /// <summary>Completes when a message came.</summary>
    internal Task Came => _came.Task;

    /// <summary>Completes when as many messages as expected were not held.</summary>
    internal Task OthersCame => _othersCame.Task;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sent);
        _came.TrySetResult();
        if (holds(message))
            await _release.Task.WaitAsync(cancellationToken);
        else if (Interlocked.Increment(ref _passed) == others)
            _othersCame.SetResult();
        return DeliveryResult.Delivered;
    }

    internal bool IsReleased => _release.Task.IsCompleted;

    internal void Release() => _release.SetResult();
}
