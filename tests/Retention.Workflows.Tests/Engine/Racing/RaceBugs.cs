using System.Collections.Concurrent;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing.Tests;
using Retention.Workflows.Tests.Engine.Faults;

namespace Retention.Workflows.Tests.Engine.Racing;

/// <summary>Bugs that send a message although an exit came first, and the violations that the race reports for them.</summary>
internal static class RaceBugs
{
    internal static Dictionary<string, (Func<PlantedBug> Plant, string Sign)> All { get; } = new()
    {
        ["what was read when messages were composed is trusted when they are marked"] = (() =>
            new PlantedBug { Store = TrustWhatWasRead }, "its enrollment had left"),
        ["suppressions are not asked for when messages are marked"] = (() => new PlantedBug
        {
            Store = Bug.In<ISuppressionStore>(
                nameof(ISuppressionStore.FindAsync), (_, _, _) => Task.FromResult<IReadOnlyList<Suppression>>([])).Plant,
        }, "the address was suppressed"),
        ["exits leave alone what is queued"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>(nameof(IOutboxStore.UpdateAsync), (_, arguments, call) =>
            {
                arguments[0] = (IReadOnlyList<OutboxMessage>)[.. ((IReadOnlyList<OutboxMessage>)arguments[0]!)
                    .Where(message => message.Status != MessageStatus.Withdrawn)];
                return call();
            }).Plant,
        }, "is queued still"),
        ["a message in hand does not say that its customer left"] = (() => new PlantedBug
        {
            Store = Bug.In<IOutboxStore>(nameof(IOutboxStore.UpdateAsync), (_, arguments, call) =>
            {
                arguments[0] = (IReadOnlyList<OutboxMessage>)[.. ((IReadOnlyList<OutboxMessage>)arguments[0]!)
                    .Select(message => message.Status == MessageStatus.Sent ? message with { Reason = null } : message)];
                return call();
            }).Plant,
        }, "and its enrollment is Exited"),
    };

    private static IRetentionStore TrustWhatWasRead(IRetentionStore store)
    {
        var read = new ConcurrentDictionary<MessageId, OutboxMessage>();
        var due = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadDueAsync), (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, messages =>
            {
                foreach (var message in messages)
                    read[message.Id] = message;
                return messages;
            }));
        var messages = Bug.In<IOutboxStore>(
            nameof(IOutboxStore.ReadByEnrollmentAsync), (_, _, call) => AnswerAsync<IReadOnlyList<OutboxMessage>>(call, found =>
                [.. found.Select(message => message.Status == MessageStatus.Withdrawn
                    && read.TryGetValue(message.Id, out var earlier) ? earlier : message)]));
        var enrollments = Bug.In<IEnrollmentStore>(
            nameof(IEnrollmentStore.FindAsync), (_, _, call) => AnswerAsync<IReadOnlyDictionary<EnrollmentId, Enrollment>>(call, found =>
                found.ToDictionary(entry => entry.Key, entry =>
                    entry.Value.Status == EnrollmentStatus.Exited ? entry.Value with { Status = EnrollmentStatus.Waiting } : entry.Value)));
        return due.Plant(messages.Plant(enrollments.Plant(store)));
    }

    private static async Task<T> AnswerAsync<T>(Func<object?> call, Func<T, T> change) => change(await (Task<T>)call()!);
}
