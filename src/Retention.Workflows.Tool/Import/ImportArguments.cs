namespace Retention.Workflows.Tool.Import;

/// <summary>What an import on the command line works on.</summary>
internal sealed record ImportArguments
{
    /// <summary>The file.</summary>
    internal required string File { get; init; }

    /// <summary>The name of a mapping, or its file.</summary>
    internal required string Mapping { get; init; }

    /// <summary>True if the file holds customers, false if it holds orders.</summary>
    internal bool IsCustomers { get; init; }

    /// <summary>True to show what would be stored.</summary>
    internal bool IsDryRun { get; init; }

    /// <summary>The number of rows to show.</summary>
    internal int Rows { get; init; }

    /// <summary>True to import a file with errors without the rows that have them.</summary>
    internal bool LeaveOutInvalid { get; init; }

    /// <summary>The file of a SQLite store; null for another store.</summary>
    internal string? Sqlite { get; init; }

    /// <summary>The connection string of a PostgreSQL store; null for another store.</summary>
    internal string? PostgreSql { get; init; }

    /// <summary>The currency of totals without one; null for the mapping's.</summary>
    internal string? Currency { get; init; }

    /// <summary>The shop's country, for phone numbers; null for none.</summary>
    internal string? Region { get; init; }

    /// <summary>The shop's zone, for local times; null for the mapping's.</summary>
    internal string? TimeZone { get; init; }
}
