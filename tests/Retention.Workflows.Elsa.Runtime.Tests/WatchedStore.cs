using System.Reflection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>A store that passes every call on; a callback sees some of the calls first.</summary>
public class WatchedStore : DispatchProxy
{
    private object _inner = null!;
    private Func<string, object?[], Func<object?>, object?> _see = null!;

    /// <summary>Records how many customers each call reads.</summary>
    internal static IRetentionStore Paged(IRetentionStore store, List<int> pages) =>
        Transactions(store, transaction => Around(transaction, (method, _, call) => method != "get_Customers" ? call()
            : Around((ICustomerStore)call()!, (method, arguments, call) =>
            {
                if (method == nameof(ICustomerStore.ReadIdsAsync))
                    pages.Add((int)arguments[1]!);
                return call();
            })));

    /// <summary>A store that fails on request.</summary>
    /// <param name="store">The store.</param>
    /// <param name="fails">Called at each commit: true to fail after the commit, false to fail without committing, null not to
    /// fail.</param>
    internal static IRetentionStore Failing(IRetentionStore store, Func<bool?> fails) =>
        Transactions(store, transaction => Around(
            transaction, (method, _, call) => method == nameof(IPartitionTransaction.CommitAsync) ? CommitAsync(fails(), call) : call()));

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _see(targetMethod!.Name, args ?? [], () => targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null));

    private static T Around<T>(T inner, Func<string, object?[], Func<object?>, object?> see) where T : class
    {
        var proxy = Create<T, WatchedStore>();
        var watched = (WatchedStore)(object)proxy;
        (watched._inner, watched._see) = (inner, see);
        return proxy;
    }

    private static IRetentionStore Transactions(IRetentionStore store, Func<IPartitionTransaction, IPartitionTransaction> wrap) =>
        Around(store, (method, _, call) => method is nameof(IRetentionStore.BeginAsync) or nameof(IRetentionStore.TryBeginAsync)
            ? BeginAsync((Task<IPartitionTransaction?>)call()!, wrap) : call());

    private static async Task<IPartitionTransaction?> BeginAsync(Task<IPartitionTransaction?> begun,
        Func<IPartitionTransaction, IPartitionTransaction> wrap) => await begun is { } transaction ? wrap(transaction) : null;

    private static async Task CommitAsync(bool? kept, Func<object?> commit)
    {
        if (kept != false)
            await (Task)commit()!;
        if (kept is not null)
            throw new RetentionStoreException("The connection broke.");
    }
}
