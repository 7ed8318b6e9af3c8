using System.Reflection;
using Retention.Workflows.Engine.Worker;
using Retention.Workflows.Replay;

namespace Retention.Workflows.Tests.Hosting;

/// <summary>The worker's loops sleep for months. Nothing of a sleep remains after it.</summary>
public sealed class SleepTests
{
    [Fact]
    public async Task An_idle_host_adds_no_waiters_to_a_pulse_that_is_never_set()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var pulse = new AsyncPulse();
        using var stopping = new CancellationTokenSource();
        for (var poll = 0; poll < 100; poll++)
        {
            var sleeping = Sleep.UntilAsync(pulse.Next, TimeSpan.FromSeconds(2), time, stopping.Token);
            sleeping.IsCompleted.Should().BeFalse();
            time.Advance(TimeSpan.FromSeconds(2));
            await sleeping;
        }

        WaitingFor(pulse.Next).Should().BeLessThan(5);
    }

    [Fact]
    public async Task A_sleep_ends_at_a_signal_and_when_the_host_stops()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var pulse = new AsyncPulse();
        using var stopping = new CancellationTokenSource();
        var rung = Sleep.UntilAsync(pulse.Next, TimeSpan.FromDays(1), time, stopping.Token);
        pulse.Set();
        await rung;

        var stopped = Sleep.UntilAsync(pulse.Next, TimeSpan.FromDays(1), time, stopping.Token);
        var failed = Sleep.ForAsync(TimeSpan.FromDays(1), time, stopping.Token);
        await stopping.CancelAsync();
        await Task.WhenAll(stopped, failed);
    }

    /// <summary>The number of continuations of a task; the runtime keeps them in a private field.</summary>
    private static int WaitingFor(Task task)
    {
        if (typeof(Task).GetField("m_continuationObject", BindingFlags.Instance | BindingFlags.NonPublic) is not { } field)
        {
            Assert.Skip("This runtime keeps continuations elsewhere.");
            return 0;
        }

        return field.GetValue(task) switch { null => 0, List<object?> many => many.Count(one => one is not null), _ => 1 };
    }
}
