using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Segmentation;

namespace Retention.Workflows.Engine.Reactions;

/// <summary>
/// Runs the reactions to newly stored events, in the transaction that stores them. Events recorded by a reaction get reactions as well.
/// </summary>
internal sealed class EventReactions(
    JourneyPrograms programs, EnrollmentReaction enrollments, SegmentReaction segments, EntryReaction entries)
{
    /// <summary>The maximum length of a chain of events that cause each other. No journey of this library comes near it.</summary>
    private const int LongestChain = 16;

    internal Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken) =>
        ReactAsync([(batch, events)], cancellationToken);

    /// <summary>The same for batches of several partitions in one transaction.</summary>
    internal async Task ReactAsync(
        IReadOnlyList<(Batch Batch, IReadOnlyList<CustomerEvent> Events)> batches, CancellationToken cancellationToken)
    {
        foreach (var (batch, events) in batches)
            await WavesAsync(batch, events, cancellationToken).ConfigureAwait(false);
        await Batch.WriteSuppressionsAsync([.. batches.Select(one => one.Batch)], cancellationToken).ConfigureAwait(false);
    }

    private async Task WavesAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        IReadOnlyList<CustomerEvent> wave = [.. events];
        for (var link = 0; wave.Count > 0 && link < LongestChain; link++)
        {
            var recordedBefore = batch.Recorded.Count;
            await programs.EnsureLoadedAsync(batch.Transaction, cancellationToken).ConfigureAwait(false);
            await enrollments.ReactAsync(batch, wave, cancellationToken).ConfigureAwait(false);
            await segments.ReactAsync(batch, wave, cancellationToken).ConfigureAwait(false);
            await OpenedReaction.ReactAsync(batch, wave, cancellationToken).ConfigureAwait(false);
            await SuppressionReaction.ReactAsync(batch, wave, cancellationToken).ConfigureAwait(false);
            await entries.ReactAsync(batch, wave, cancellationToken).ConfigureAwait(false);
            wave = [.. batch.Recorded.Skip(recordedBefore)];
        }
    }
}
