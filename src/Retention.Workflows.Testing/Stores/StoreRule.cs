using Retention.Workflows.Testing.Stores.Rules;

namespace Retention.Workflows.Testing.Stores;

/// <summary>All rules of the store contract, by name.</summary>
internal static class StoreRule
{
    // Initialized on first use and in this order, which is the order of the listed rules.
    internal static IReadOnlyDictionary<string, Func<StoreTrial, Task>> All { get; } = Collect(
    [
        TransactionRules.All, LockRules.All, JoinRules.All, DurabilityRules.All, CustomerRules.All, EventRules.All, EventWindowRules.All,
        PurchaseRules.All,
        SegmentRules.All, EnrollmentRules.All, DueRules.All, HistoryRules.All, OutboxRules.All, WorkerRules.All, DueWorkRules.All,
        SuppressionRules.All, AddressRules.All, VoucherRules.All, OfferRules.All,
        SweepRules.All, PauseRules.All, ChannelPauseRules.All, NotificationRules.All, ErasureRules.All, PurgeRules.All, CatalogRules.All,
        RandomRules.All,
    ]);

    private static Dictionary<string, Func<StoreTrial, Task>> Collect(IReadOnlyList<IReadOnlyList<Func<StoreTrial, Task>>> groups)
    {
        var rules = new Dictionary<string, Func<StoreTrial, Task>>(StringComparer.Ordinal);
        foreach (var rule in groups.SelectMany(static group => group))
            rules.Add(rule.Method.Name, rule);
        return rules;
    }
}
