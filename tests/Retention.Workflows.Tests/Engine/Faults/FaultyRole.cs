using System.Collections.Concurrent;
using System.Reflection;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>One role of a store. Each call waits for its turn, and may then fail before it does anything.</summary>
public class FaultyRole : DispatchProxy
{
    private static readonly ConcurrentDictionary<Type, Func<Task, Func<object?>, object>> Waits = new();

    private object _inner = null!;
    private Func<string, Task> _pause = null!;
    private Action<string, object?[]> _call = null!;

    internal static T Around<T>(T inner, Func<string, Task> pause, Action<string, object?[]> call) where T : class
    {
        var proxy = Create<T, FaultyRole>();
        var role = (FaultyRole)(object)proxy;
        (role._inner, role._pause, role._call) = (inner, pause, call);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var pause = _pause(targetMethod!.Name);
        return pause.IsCompletedSuccessfully ? Call() : Waits.GetOrAdd(targetMethod.ReturnType, WaitFor)(pause, Call);

        object? Call()
        {
            _call(targetMethod.Name, args ?? []);
            return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        }
    }

    private static Func<Task, Func<object?>, object> WaitFor(Type task)
    {
        var method = task == typeof(Task)
            ? typeof(FaultyRole).GetMethod(nameof(DoAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            : typeof(FaultyRole).GetMethod(nameof(AnswerAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(
                task.GetGenericArguments());
        return method.CreateDelegate<Func<Task, Func<object?>, object>>();
    }

    private static async Task DoAsync(Task pause, Func<object?> call)
    {
        await pause;
        await (Task)call()!;
    }

    private static async Task<T> AnswerAsync<T>(Task pause, Func<object?> call)
    {
        await pause;
        return await (Task<T>)call()!;
    }
}
