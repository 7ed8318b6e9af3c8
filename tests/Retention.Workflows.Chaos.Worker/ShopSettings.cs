using System.Globalization;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>
/// The settings that the test passes to a worker on its command line, so that all processes of a scenario are the same shop.
/// </summary>
internal sealed record ShopSettings
{
    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    internal required string Store { get; init; }

    /// <summary>The database file, or the connection string.</summary>
    internal required string Database { get; init; }

    /// <summary>The port on which the ledger accepts mails.</summary>
    internal required int SmtpPort { get; init; }

    /// <summary>The port on which the ledger accepts text messages and issues vouchers.</summary>
    internal required int HttpPort { get; init; }

    /// <summary>True if the shop's own system issues the vouchers.</summary>
    internal required bool OwnIssuer { get; init; }

    /// <summary>The time of day at which the schedule enrolls customers.</summary>
    internal required TimeOnly EnrollsAt { get; init; }

    /// <summary>The number of messages that a worker sends at once.</summary>
    internal int SendConcurrency { get; init; } = 8;

    /// <summary>The largest size of an SQLite file in megabytes; 0 for no limit but the disk.</summary>
    internal int MaxMegabytes { get; init; }

    /// <summary>Seconds that a transaction on PostgreSQL may be idle.</summary>
    internal int IdleSeconds { get; init; } = 30;

    internal string[] ToArguments() =>
    [
        Store, Database, Number(SmtpPort), Number(HttpPort), OwnIssuer ? "own" : "built-in",
        EnrollsAt.ToString("O", CultureInfo.InvariantCulture), Number(SendConcurrency), Number(MaxMegabytes), Number(IdleSeconds),
    ];

    internal static ShopSettings Parse(string[] arguments) => new()
    {
        Store = arguments[0],
        Database = arguments[1],
        SmtpPort = int.Parse(arguments[2], CultureInfo.InvariantCulture),
        HttpPort = int.Parse(arguments[3], CultureInfo.InvariantCulture),
        OwnIssuer = arguments[4] == "own",
        EnrollsAt = TimeOnly.ParseExact(arguments[5], "O", CultureInfo.InvariantCulture),
        SendConcurrency = int.Parse(arguments[6], CultureInfo.InvariantCulture),
        MaxMegabytes = int.Parse(arguments[7], CultureInfo.InvariantCulture),
        IdleSeconds = int.Parse(arguments[8], CultureInfo.InvariantCulture),
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
