using System.Diagnostics;
using Retention.Workflows.Benchmarks;

namespace Retention.Workflows.Peers;

/// <summary>
/// Runs the journey with one contender. All its customers wait until the same instant, by the real clock and by the contender's own stored
/// timers. The instant is late enough that everybody waits before it. The pause between the last arrival and the instant is not measured;
/// in it a fifth of the customers buy.
/// </summary>
internal sealed class PeerRun(PeerServer server, Func<Contender> contenders, int asked)
{
    private const string TooSlow = "The wait was over before everybody waited.";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeProvider Time = TimeProvider.System;

    // A machine that is busier than usual needs a longer pause.
    internal async Task<PeerResult> RunAsync()
    {
        var result = await RunAsync(pause: 1);
        return result.Problem == TooSlow ? await RunAsync(pause: 5) : result;
    }

    private async Task<PeerResult> RunAsync(int pause)
    {
        var contender = contenders();
        var journeys = Math.Max(1, (int)(asked * contender.Share));
        try
        {
            await using var database = await server.CreateAsync();
            await using (contender)
            {
                var first = new Customers(1, Math.Max(50, journeys / 10));
                var measured = new Customers(first.Count + 1, journeys);
                await contender.StartAsync(database, first.Count + journeys);
                await TravelAsync(contender, first, pause); // warms up
                var (entering, leaving) = await TravelAsync(contender, measured, pause);
                var (expected, actual) = (Outcome.Of(new Customers(1, first.Count + journeys)), await contender.OutcomeAsync());
                return expected == actual
                    ? new PeerResult(contender, journeys, entering, leaving, null)
                    : new PeerResult(contender, journeys, null, null, $"It did not do the work: {actual} instead of {expected}.");
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new PeerResult(contender, journeys, null, null, exception.Message);
        }
    }

    private async Task<(Measure Entering, Measure Leaving)> TravelAsync(Contender contender, Customers customers, int pause)
    {
        var resume = DateTimeOffset.FromUnixTimeSeconds(
            Time.GetUtcNow().ToUnixTimeSeconds() + (pause * (4 + (customers.Count / contender.SurelyASecond))));
        await contender.PrepareAsync(resume);
        var before = customers.First - 1L;
        var entering = await MeasureAsync(contender, async () =>
        {
            await contender.EnrollAsync(customers, resume);
            await UntilAsync(async () => await contender.WaitingAsync() >= customers.Count, resume);
        });
        await contender.BuyAsync(customers);
        if (Time.GetUtcNow() >= resume)
            throw new TimeoutException(TooSlow);
        Console.Error.WriteLine(
            $"  {customers.Count} wait after {entering.Elapsed.TotalSeconds:0.0} s, pause {(resume - Time.GetUtcNow()).TotalSeconds:0.0} s");
        await Task.Delay(resume - Time.GetUtcNow(), Time);
        var leaving = await MeasureAsync(
            contender, () => UntilAsync(async () => await contender.EndedAsync() >= before + customers.Count, DateTimeOffset.MaxValue));
        return (entering, leaving);
    }

    private async Task<Measure> MeasureAsync(Contender contender, Func<Task> work)
    {
        var (here, there, started) = (contender.Processor, server.Processor, Stopwatch.GetTimestamp());
        await work();
        return new Measure(Stopwatch.GetElapsedTime(started), contender.Processor - here, server.Processor - there, 0, 0);
    }

    private static async Task UntilAsync(Func<Task<bool>> isDone, DateTimeOffset end)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isDone())
        {
            if (Time.GetUtcNow() >= end)
                throw new TimeoutException(TooSlow);
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"It did not end within {Patience.TotalMinutes:0} minutes.");
            await Task.Delay(Look, Time);
        }
    }
}
