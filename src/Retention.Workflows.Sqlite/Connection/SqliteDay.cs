namespace Retention.Workflows.Sqlite.Connection;

/// <summary>A day as the number yyyymmdd: sortable, and readable in the table.</summary>
internal static class SqliteDay
{
    internal static long? Of(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;

    internal static DateOnly From(long number) => new((int)(number / 10_000), (int)(number / 100 % 100), (int)(number % 100));
}
