using Retention.Workflows.Naming;

namespace Retention.Workflows.Replay;

/// <summary>Collects the records of a history that the engine refuses. One bad record must not end a replay of a million.</summary>
internal sealed class LeftOutRecords
{
    private readonly List<string> _problems = [];
    private int _count;

    internal ReplayResult Result => new() { LeftOut = _count, Problems = _problems };

    internal void Add(IReadOnlyList<Customer> customers, IReadOnlyList<SaveCustomerResult> results)
    {
        for (var index = 0; index < results.Count; index++)
        {
            if (results[index].Outcome != CustomerOutcome.Stored)
                Add($"customer '{customers[index].Id}'", results[index].Problems);
        }
    }

    internal void Add(IReadOnlyList<CustomerEvent> events, IReadOnlyList<AppendEventResult> results)
    {
        for (var index = 0; index < results.Count; index++)
        {
            if (results[index].Outcome is EventOutcome.Refused or EventOutcome.Conflict)
                Add($"event '{events[index].Id}' of customer '{events[index].Customer}' ({KebabName.Of(results[index].Outcome)})",
                    results[index].Problems);
        }
    }

    private void Add(string record, IReadOnlyList<InputProblem> problems)
    {
        _count++;
        if (_problems.Count < ReplayResult.MaxListed)
            _problems.Add(problems.Count == 0 ? record : $"{record}: {string.Join("; ", problems)}");
    }
}
