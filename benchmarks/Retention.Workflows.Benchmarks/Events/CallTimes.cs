namespace Retention.Workflows.Benchmarks;

/// <summary>How long calls with one event took.</summary>
internal sealed class CallTimes
{
    private readonly double[] _milliseconds;
    private readonly TimeSpan _elapsed;

    private CallTimes(IEnumerable<double> milliseconds, TimeSpan elapsed)
    {
        _milliseconds = [.. milliseconds.Order()];
        _elapsed = elapsed;
    }

    internal int Count => _milliseconds.Length;

    internal double PerSecond => Count / _elapsed.TotalSeconds;

    /// <summary>The time in milliseconds within which this share of the calls returned; NaN without calls.</summary>
    internal double Within(double share) =>
        Count == 0 ? double.NaN : _milliseconds[Math.Min(Count - 1, (int)(share * Count))];

    /// <summary>Callers append purchases of random customers, one a call, each as fast as it gets results.</summary>
    internal static async Task<CallTimes> OfAsync(
        int callers, int customers, TimeSpan duration, Func<CustomerEvent, Task> append, CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(20260101 + caller);
            var milliseconds = new List<double>();
            while (!stop.IsCancellationRequested && TimeProvider.System.GetElapsedTime(started) < duration)
            {
                var customer = new CustomerId(Shop.Id(random.Next(1, customers + 1)));
                var @event = CustomerEvent.Of(FormattableString.Invariant($"order-{started}-{caller}-{milliseconds.Count}"),
                    new Purchase(customer, TimeProvider.System.GetUtcNow(), 50, "EUR"));
                var called = TimeProvider.System.GetTimestamp();
                await append(@event);
                milliseconds.Add(TimeProvider.System.GetElapsedTime(called).TotalMilliseconds);
            }

            return milliseconds;
        })));
        return new CallTimes(times.SelectMany(some => some), TimeProvider.System.GetElapsedTime(started));
    }
}
