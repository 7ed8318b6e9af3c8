using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Goes round the partitions and does what is due, in the order in which one thing leads to the next.</summary>
internal sealed class RetentionEngine(
    IRetentionStore store,
    JourneyRegistry journeys,
    JourneyPrograms programs,
    SegmentRun segments,
    EnrollmentSweep sweep,
    DueAdvance advance,
    VoucherCalls calls,
    MessageDispatcher dispatcher) : IRetentionEngine
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IWorkerRegistration? _worker;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_worker is not null)
                return;
            journeys.Validate();
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            await programs.PublishAsync(journeys.Definitions, cancellationToken).ConfigureAwait(false);
            _worker = await store.RegisterWorkerAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _starting.Release();
        }
    }

    public async Task<bool> RunDueAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        var anything = false;
        while (await RunPassAsync(cancellationToken).ConfigureAwait(false))
            anything = true;
        return anything;
    }

    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        var next = Earlier(null, segments.Next);
        foreach (var program in programs.Published)
            next = Earlier(next, sweep.Next(program));
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                next = Earlier(next, await transaction.Enrollments.NextDueAsync(cancellationToken).ConfigureAwait(false));
                next = Earlier(next, await transaction.Outbox.NextDueAsync(cancellationToken).ConfigureAwait(false));
            }
        }

        return next;
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is { } worker)
            await worker.DisposeAsync().ConfigureAwait(false);
        _worker = null;
        _starting.Dispose();
    }

    /// <summary>Once through all partitions.</summary>
    /// <returns>Whether anything was done.</returns>
    private async Task<bool> RunPassAsync(CancellationToken cancellationToken)
    {
        var model = await segments.FitAsync(cancellationToken).ConfigureAwait(false);
        var anything = false;
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            await dispatcher.ResolveAbandonedAsync(partition, cancellationToken).ConfigureAwait(false);
            if (model is not null)
                anything |= await UntilDoneAsync(partition, transaction => segments.RunAsync(transaction, model, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var program in programs.Published)
                anything |= await UntilDoneAsync(partition, transaction => sweep.RunAsync(transaction, program, cancellationToken), cancellationToken).ConfigureAwait(false);
            anything |= await UntilDoneAsync(partition, transaction => advance.RunAsync(transaction, cancellationToken), cancellationToken).ConfigureAwait(false);
            while (await calls.RunAsync(partition, cancellationToken).ConfigureAwait(false))
                anything = true;
            while (await dispatcher.RunAsync(partition, _worker!.Worker, cancellationToken).ConfigureAwait(false))
                anything = true;
        }

        return anything;
    }

    /// <summary>Transaction after transaction, until one finds nothing to do.</summary>
    private async Task<bool> UntilDoneAsync(int partition, Func<IPartitionTransaction, Task<bool>> work, CancellationToken cancellationToken)
    {
        for (var anything = false; ; anything = true)
        {
            var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (!await work(transaction).ConfigureAwait(false))
                    return anything;
            }
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
