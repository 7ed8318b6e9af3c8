namespace Retention.Workflows.Tool.Tests;

/// <summary>Files that the tests give to the command.</summary>
internal static class SampleFiles
{
    internal const string Comeback = """
        {
          "name": "comeback",
          "enroll": { "trigger": { "kind": "monthly", "day": 1, "at": "09:00" }, "reEntry": { "kind": "once" } },
          "steps": [
            { "name": "offer", "kind": "send", "channel": "email", "template": "offer" },
            { "name": "think", "kind": "wait", "period": "P10D" },
            { "name": "voucher", "kind": "issue-voucher", "offer": "ten" },
            { "name": "reminder", "kind": "send", "channel": "email", "template": "reminder" }
          ]
        }
        """;

    internal const string Orders = """
        customer_id,order_id,ordered_at,total,currency
        ada,o1,2025-01-05T10:00:00Z,50,CZK
        bob,o2,2025-02-05T10:00:00Z,70,CZK
        ada,o3,2025-08-06T10:00:00Z,80,CZK
        bob,o4,2025-08-20T10:00:00Z,30,CZK
        ada,o5,2025-09-20T10:00:00Z,30,CZK
        """;

    internal static string ComebackWith(string step, string replacement) =>
        Comeback.Contains(step, StringComparison.Ordinal)
            ? Comeback.Replace(step, replacement, StringComparison.Ordinal)
            : throw new ArgumentException($"The sample has no {step}.", nameof(step));
}
