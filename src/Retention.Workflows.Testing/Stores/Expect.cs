namespace Retention.Workflows.Testing.Stores;

/// <summary>The assertions that contracts need, independent of any test framework.</summary>
internal static class Expect
{
    internal static void That(bool holds, string rule)
    {
        if (!holds)
            throw new ContractViolationException(rule);
    }

    internal static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new ContractViolationException($"{what}: expected {Show(expected)}, but got {Show(actual)}.");
    }

    internal static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        var (wanted, got) = (expected.ToList(), actual.ToList());
        if (!wanted.SequenceEqual(got))
            throw new ContractViolationException(
                $"{what}: expected [{string.Join(", ", wanted.Select(Show))}], but got [{string.Join(", ", got.Select(Show))}].");
    }

    internal static void SameSet<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what) =>
        Sequence(expected.OrderBy(Show, StringComparer.Ordinal), actual.OrderBy(Show, StringComparer.Ordinal), what);

    internal static async Task<TException> ThrowsAsync<TException>(Func<Task> act, string what) where TException : Exception
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (TException exception)
        {
            return exception;
        }
        catch (Exception exception) when (exception is not ContractViolationException)
        {
            throw new ContractViolationException(
                $"{what}: expected {typeof(TException).Name}, but got {exception.GetType().Name}.", exception);
        }

        throw new ContractViolationException($"{what}: expected {typeof(TException).Name}, but nothing was thrown.");
    }

    /// <summary>Waits for a task that should complete soon. A task that does not is a violation, not a hang.</summary>
    internal static async Task SoonAsync(Task task, string what, CancellationToken token)
    {
        try
        {
            await task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ContractViolationException($"{what}: nothing happened for five seconds.");
        }
    }

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        Customer customer => $"customer {customer.Id}",
        DateTimeOffset at => at.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
