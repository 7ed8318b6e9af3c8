using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Support;

/// <summary>
/// A predicate that calls outside. It is true for everybody, and counts the calls during a transaction on the first partition.
/// </summary>
internal sealed class OutsidePredicate(IRetentionStore store) : ICustomerPredicate
{
    internal int Calls { get; private set; }

    internal int CallsWithOpenTransaction { get; private set; }

    public async Task<IReadOnlyList<bool>> EvaluateAsync(IReadOnlyList<CustomerQuestion> questions, CancellationToken cancellationToken)
    {
        Calls++;
        if (await store.TryBeginAsync(0, cancellationToken) is { } free)
            await free.DisposeAsync();
        else
            CallsWithOpenTransaction++;
        return [.. questions.Select(_ => true)];
    }
}
