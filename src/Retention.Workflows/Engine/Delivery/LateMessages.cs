using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Messages that could not leave at their time because their channel did not take them. What is late follows its journey's lateness policy,
/// as after a pause.
/// </summary>
internal sealed class LateMessages(JourneyPrograms programs, ChannelRateLimiter rateLimiter)
{
    /// <summary>A message that leaves within this time after it was to leave is not late.</summary>
    internal static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    /// <summary>Returns what happens to a message that may leave now.</summary>
    /// <remarks>While the channel is down, a late message may still leave as its probe. Otherwise nothing would find out that it
    /// works.</remarks>
    internal async Task<LatenessPolicy> PolicyOfAsync(Batch batch, OutboxMessage message, CancellationToken cancellationToken) =>
        message.BlockedSince is { } since && batch.Now - since > Tolerance && rateLimiter.OutageOf(message.Channel) is null
        && await programs.FindAsync(message.Journey, message.Version, cancellationToken).ConfigureAwait(false) is { } program
            ? program.Definition.WhenLate : LatenessPolicy.Continue;

    /// <summary>Returns when a message leaves that keeps its distance to an earlier one: at the time of day that its wait meant.</summary>
    /// <param name="message">The message.</param>
    /// <param name="until">The earliest time that the distance allows.</param>
    /// <param name="zone">The customer's time zone.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal async Task<DateTimeOffset> MeantTimeAsync(
        OutboxMessage message, DateTimeOffset until, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(message.Journey, message.Version, cancellationToken).ConfigureAwait(false);
        if (program?.Find(message.Step) is not { } step || ClockWaits.Before(program, step) is not { Count: > 0 } waits)
            return until;
        var meant = waits.MinBy(wait => message.QueuedAt - wait.LastUntil(message.QueuedAt, zone));
        return until - meant.LastUntil(until, zone) <= Tolerance ? until : meant.FirstAfter(until, zone);
    }

    /// <summary>Ends the enrollments of late messages whose journey exits then.</summary>
    internal Task ExitAsync(Batch batch, IReadOnlyCollection<Enrollment> enrollments, CancellationToken cancellationToken) =>
        EarlyExit.EndAsync(batch, programs, [.. enrollments], EnrollmentOutcomes.Late, null, cancellationToken);
}
