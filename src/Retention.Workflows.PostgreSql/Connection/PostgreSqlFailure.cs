using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Connection;

/// <summary>Converts PostgreSQL's errors, and missing answers, into messages that an operator can act on.</summary>
internal static class PostgreSqlFailure
{
    private const string IdleInTransaction = "25P03";

    /// <summary>True for a fault of the server or of the connection, false for a mistake of the caller.</summary>
    internal static bool Is(Exception exception) =>
        exception is DbException or TimeoutException or IOException or SocketException or EncoderFallbackException;

    /// <summary>True if the connection was lost, so that another one may work.</summary>
    internal static bool IsLostConnection(Exception exception) => exception switch
    {
        PostgresException answer => answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.IdleSessionTimeout,
        NpgsqlException npgsql => npgsql.InnerException is IOException or SocketException,
        _ => exception is IOException or SocketException,
    };

    /// <summary>True if an error of COMMIT proves that the transaction was rolled back.</summary>
    /// <remarks>
    /// An error of the connection (class 08), of an operator who intervenes (57), of the system (58) or an internal one (XX) comes from
    /// something between, such as a pooler or a distributed planner, or from a server in trouble: the commit may have succeeded. FATAL and
    /// PANIC end the session at any moment of the commit.
    /// </remarks>
    internal static bool SaysNothingWasKept(Exception exception) =>
        exception is PostgresException { Severity: "ERROR", SqlState: not PostgresErrorCodes.StatementCompletionUnknown } answer
            && answer.SqlState[..2] is not ("08" or "57" or "58" or "XX");

    internal static RetentionStoreException Create(
        string where, Exception exception, string outcome = "Nothing of the transaction was kept.") => exception switch
    {
        PostgresException answer => new(string.Create(
            CultureInfo.InvariantCulture, $"{Reason(where, answer)} {outcome} (PostgreSQL error {answer.SqlState}: {answer.MessageText})"),
            exception),
        EncoderFallbackException => new($"A text contains an unpaired surrogate, which the {where} cannot store. {outcome}", exception),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            new($"The {where} did not answer in time. Check whether it is overloaded or its connection pool is too small; later operations work once it answers again. {outcome}", exception),
        NpgsqlException { InnerException: SocketException socket } => Unreachable(where, outcome, socket, exception),
        SocketException socket => Unreachable(where, outcome, socket, exception),
        _ => new(
            $"The connection to the {where} was lost. Later operations will work once the server is available again. {outcome} ({exception.Message})", exception),
    };

    private static RetentionStoreException Unreachable(string where, string outcome, SocketException socket, Exception exception) => new(
        socket.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
            ? $"The {where} cannot be reached: there is no server with that name. Check 'Host' of the connection string. {outcome}"
            : $"The {where} cannot be reached. Check 'Host' and 'Port' of the connection string, and that the server runs and listens there; later operations will work once it does. {outcome} ({socket.SocketErrorCode})",
        exception);

    private static string Reason(string where, PostgresException answer) => answer.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The {where} refuses the user. Check 'Username' and 'Password' of the connection string, and the server's pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"The {where} does not exist. Create the database, or check 'Database' of the connection string.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The user has insufficient rights on the {where}. To create the tables, the user needs CREATE on the database, or an existing schema; to work, USAGE on the schema and SELECT, INSERT, UPDATE, DELETE on its tables.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName =>
            $"The {where} lacks a table or column of the store. Check whether tables were dropped and whether 'Schema' names the schema of the store.",
        PostgresErrorCodes.DiskFull =>
            $"There is no space left for the {where}: its disk is full. Free some space; later operations will work again.",
        PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources or PostgresErrorCodes.ConfigurationLimitExceeded =>
            $"The {where} ran out of memory or another resource. See the server's log.",
        PostgresErrorCodes.TooManyConnections =>
            $"The {where} has no free connection. Raise max_connections, or lower 'Maximum Pool Size' of its clients; later operations will work once one is free.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
            $"The {where} is being stopped or started. Later operations will work once it is up.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"The {where} is read-only, for example a standby. Connect to the primary, for example with 'Target Session Attributes=primary'.",
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled =>
            $"The {where} did not finish the statement in time, because another session holds a lock or a limit of the server is too low. Later operations may work.",
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure =>
            $"The {where} rolled the transaction back because of a conflict with another one. Later operations will work.",
        IdleInTransaction => $"The {where} ended the transaction, because it was idle for too long, and released its partition.",
        PostgresErrorCodes.UniqueViolation => $"The {where} already has such a row.",
        PostgresErrorCodes.NumericValueOutOfRange => $"A number is too large for the {where}.",
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            $"The {where} is damaged. See the server's log, and restore a backup.",
        PostgresErrorCodes.IoError => $"The disk of the {where} reports errors. Check the server's log.",
        _ => $"The operation on the {where} failed.",
    };
}
