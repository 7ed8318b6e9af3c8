namespace Retention.Workflows.Journeys;

/// <summary>Copies lists, so that definitions stay immutable.</summary>
internal static class StepList
{
    internal static IReadOnlyList<T> Copy<T>(IReadOnlyList<T> items) where T : class
    {
        ArgumentNullException.ThrowIfNull(items);
        T[] copy = [.. items];
        foreach (var item in copy)
            ArgumentNullException.ThrowIfNull(item, nameof(items));
        return copy;
    }
}
