using System.Diagnostics;

namespace Retention.Workflows.Peers;

/// <summary>Runs the journey with one library: enroll, send, wait, question, voucher, send, end.</summary>
internal abstract class Contender : IAsyncDisposable
{
    /// <summary>The name in the table.</summary>
    internal abstract string Name { get; }

    /// <summary>What the other contenders do and this one does not.</summary>
    internal abstract string LeavesOut { get; }

    /// <summary>Its share of the journeys that are asked for. A slow contender runs fewer, so that it ends within minutes.</summary>
    internal virtual double Share => 1;

    /// <summary>A rate of entering that it surely reaches. It only decides how long the pause is.</summary>
    internal abstract int SurelyASecond { get; }

    /// <summary>The processor time that it has used so far, without the database server.</summary>
    internal virtual TimeSpan Processor
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Creates what it needs in its own new database, and starts it.</summary>
    internal abstract Task StartAsync(PeerDatabase database, int journeys);

    /// <summary>Gets ready for the next customers. Not measured.</summary>
    /// <param name="resume">When they all go on.</param>
    internal virtual Task PrepareAsync(DateTimeOffset resume) => Task.CompletedTask;

    /// <summary>Enrolls customers, as many at a time as its documentation advises.</summary>
    internal abstract Task EnrollAsync(Customers customers, DateTimeOffset resume);

    /// <summary>Counts the customers whose first message has left and who wait, as the database says.</summary>
    internal abstract Task<long> WaitingAsync();

    /// <summary>Stores the purchases of a fifth of the customers.</summary>
    internal abstract Task BuyAsync(Customers customers);

    /// <summary>Counts the customers whose journey has ended, as the database says.</summary>
    internal abstract Task<long> EndedAsync();

    /// <summary>Counts what was done for all customers so far.</summary>
    internal abstract Task<Outcome> OutcomeAsync();

    public abstract ValueTask DisposeAsync();
}
