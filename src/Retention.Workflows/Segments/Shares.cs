using System.Runtime.ExceptionServices;

namespace Retention.Workflows.Segments;

/// <summary>Runs the shares of a computation at the same time and returns when all have finished.</summary>
/// <remarks>
/// The calling thread works as well. If no other thread is free, it does everything, so it never waits for a thread that does not come.
/// </remarks>
internal static class Shares
{
    /// <summary>Below this many rows or customers, a second thread costs more than it gains.</summary>
    internal const int Smallest = 16_384;

    /// <summary>The number of shares for so many rows or customers.</summary>
    internal static int For(int threads, int items) => Math.Clamp(Math.Min(threads, items / Smallest), 1, Environment.ProcessorCount);

    /// <param name="count">The number of shares.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="share">Computes a share by its number.</param>
    /// <exception cref="Exception">An exception of a share, unchanged.</exception>
    internal static void Run(int count, int threads, Action<int> share)
    {
        if (threads == 1)
        {
            for (var number = 0; number < count; number++)
                share(number);
            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, share);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>The part of a range that a share processes.</summary>
    internal static (int From, int Until) Part(int share, int count, int length) =>
        ((int)((long)length * share / count), (int)((long)length * (share + 1) / count));
}
