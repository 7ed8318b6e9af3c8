using System.Reflection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Tests;

/// <summary>Replaces one method of one store interface with a bug; all other methods are unchanged.</summary>
internal sealed record Bug(Type Interface, string Method, Func<object, object?[], Func<object?>, object?> Act)
{
    /// <param name="method">The method with the bug.</param>
    /// <param name="act">The bug. It gets the correct object, the arguments (which it may change) and the correct call.</param>
    internal static Bug In<T>(string method, Func<object, object?[], Func<object?>, object?> act) => new(typeof(T), method, act);

    internal IRetentionStore Plant(IRetentionStore store) => Wrap(store);

    private T Wrap<T>(T inner) where T : class
    {
        var proxy = DispatchProxy.Create<T, BugProxy>();
        (((BugProxy)(object)proxy).Inner, ((BugProxy)(object)proxy).Bug) = (inner, this);
        return proxy;
    }

    internal object? Call(object inner, MethodInfo method, object?[] arguments)
    {
        object? Sound() => WrapResult(method.Invoke(inner, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        var declared = method.DeclaringType == typeof(IAsyncDisposable)
            ? inner is IPartitionTransaction ? typeof(IPartitionTransaction) : typeof(IWorkerRegistration) : method.DeclaringType;
        return declared == Interface && method.Name == Method ? Act(inner, arguments, Sound) : Sound();
    }

    // The bug also applies to objects that a store returns.
    private object? WrapResult(object? result) => result switch
    {
        Task<IPartitionTransaction?> begun => BegunAsync(begun),
        ICatalogStore part => Wrap(part),
        ICustomerStore part => Wrap(part),
        IEventLog part => Wrap(part),
        IEnrollmentStore part => Wrap(part),
        IOutboxStore part => Wrap(part),
        ISegmentStore part => Wrap(part),
        ISuppressionStore part => Wrap(part),
        IVoucherStore part => Wrap(part),
        ISweepStore part => Wrap(part),
        IPauseStore part => Wrap(part),
        IMaintenanceStore part => Wrap(part),
        _ => result,
    };

    private async Task<IPartitionTransaction?> BegunAsync(Task<IPartitionTransaction?> begun) =>
        await begun is { } transaction ? Wrap(transaction) : null;
}

/// <summary>A proxy for a part of a store; public and not sealed, since <see cref="DispatchProxy"/> requires it.</summary>
public class BugProxy : DispatchProxy
{
    internal object? Inner { get; set; }

    internal Bug? Bug { get; set; }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Bug!.Call(Inner!, targetMethod!, args ?? []);
}
