using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>
/// Determines the results of events appended in one call: one statement for all, and a second one only when ids existed before.
/// </summary>
internal sealed class PostgreSqlAppending
{
    private readonly IReadOnlyList<CustomerEvent> _events;
    private readonly List<CustomerEvent> _candidates = [];

    /// <summary>For each event, the candidate with its customer and id: the first of them in the call.</summary>
    private readonly int[] _candidateOf;

    internal PostgreSqlAppending(IReadOnlyList<CustomerEvent> events)
    {
        _events = events;
        _candidateOf = new int[events.Count];
        var places = new Dictionary<(CustomerId, string), int>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            if (!places.TryGetValue((events[i].Customer, events[i].Id), out var candidate))
            {
                places.Add((events[i].Customer, events[i].Id), candidate = _candidates.Count);
                _candidates.Add(events[i]);
            }

            _candidateOf[i] = candidate;
        }
    }

    internal async Task<IReadOnlyList<AppendOutcome>> RunAsync(
        Func<IReadOnlyList<CustomerEvent>, CancellationToken, Task<HashSet<int>>> insert,
        Func<IReadOnlyList<CustomerEvent>, CancellationToken, Task<List<CustomerEvent>>> find,
        CancellationToken cancellationToken)
    {
        var stored = await insert(_candidates, cancellationToken).ConfigureAwait(false);
        var earlier = new Dictionary<(CustomerId, string), CustomerEvent>();
        if (stored.Count < _candidates.Count)
        {
            foreach (var @event in await find(
                [.. _candidates.Where((_, candidate) => !stored.Contains(candidate))], cancellationToken).ConfigureAwait(false))
                earlier.Add((@event.Customer, @event.Id), @event);
        }

        var outcomes = new AppendOutcome[_events.Count];
        var last = -1;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (@event, candidate) = (_events[i], _candidateOf[i]);
            var isFirst = candidate > last;
            last = Math.Max(last, candidate);
            if (isFirst && stored.Contains(candidate))
                continue;
            var there = stored.Contains(candidate) ? _candidates[candidate] : earlier[(@event.Customer, @event.Id)];
            outcomes[i] = there.Equals(@event) || there.Equals(@event with { Name = EventNames.Withdrawn(@event.Name) })
                ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
        }

        return outcomes;
    }
}
