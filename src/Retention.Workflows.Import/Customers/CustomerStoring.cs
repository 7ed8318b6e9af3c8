using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import.Customers;

/// <summary>Hands customers to the client and counts its answers.</summary>
internal sealed class CustomerStoring(IRetentionClient client, string file)
{
    private readonly StoringProblems _problems = new(file);
    private long _stored;
    private long _erased;

    internal async Task StoreAsync(IReadOnlyList<CustomerItem> items, CancellationToken cancellationToken)
    {
        var results = await client.SaveCustomersAsync([.. items.Select(item => item.Customer)], cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < items.Count; index++)
        {
            switch (results[index].Outcome)
            {
                case CustomerOutcome.Stored:
                    _stored++;
                    break;
                case CustomerOutcome.Erased:
                    _erased++;
                    break;
                default:
                    _problems.Add(items[index].Line, string.Join("; ", results[index].Problems));
                    break;
            }
        }
    }

    internal ImportResult<CustomerReport> Result(CustomerReport report) => new()
    {
        Report = report,
        Stored = _stored,
        Erased = _erased,
        NotStored = _problems.Total,
        Problems = _problems.First,
    };
}
