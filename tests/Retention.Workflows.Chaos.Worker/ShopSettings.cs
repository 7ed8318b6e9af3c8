using System.Globalization;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>What the test tells a worker on its command line, so that all processes of a scenario are the same shop.</summary>
internal sealed record ShopSettings
{
    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    internal required string Store { get; init; }

    /// <summary>The database file, or the connection string.</summary>
    internal required string Database { get; init; }

    /// <summary>Where the ledger takes mails.</summary>
    internal required int SmtpPort { get; init; }

    /// <summary>Where the ledger takes text messages and issues vouchers.</summary>
    internal required int HttpPort { get; init; }

    /// <summary>Whether the shop's own system issues the vouchers.</summary>
    internal required bool OwnIssuer { get; init; }

    /// <summary>The time of day at which the schedule takes in whom it finds.</summary>
    internal required TimeOnly EnrollsAt { get; init; }

    /// <summary>How many messages a worker hands over at once.</summary>
    internal int SendConcurrency { get; init; } = 8;

    /// <summary>How large an SQLite file may grow; 0 is as large as the disk allows.</summary>
    internal int MaxMegabytes { get; init; }

    /// <summary>How many seconds a transaction on PostgreSQL may do nothing.</summary>
    internal int IdleSeconds { get; init; } = 30;

    internal string[] ToArguments() =>
    [
        Store, Database, Number(SmtpPort), Number(HttpPort), OwnIssuer ? "own" : "built-in", EnrollsAt.ToString("O", CultureInfo.InvariantCulture), Number(SendConcurrency), Number(MaxMegabytes), Number(IdleSeconds),
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
