using System.Globalization;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Elsa.Tests;

/// <summary>The stored result of a run, without its random part: the codes of vouchers.</summary>
internal sealed record Traces(IReadOnlyList<string> Messages, IReadOnlyList<string> Vouchers, IReadOnlyList<string> Exits,
    IReadOnlyList<string> History, IReadOnlyList<string> Report)
{
    internal static async Task<Traces> ReadAsync(
        IRetentionClient client, JourneyReport report, IReadOnlyList<RecordingChannel> channels, IEnumerable<CustomerId> customers)
    {
        var (vouchers, exits, history, codes) =
            (new List<string>(), new List<string>(), new List<string>(), new Dictionary<string, string>());
        foreach (var id in customers)
        {
            var record = await client.ReadCustomerAsync(id, TestContext.Current.CancellationToken);
            foreach (var voucher in record.Vouchers.OrderBy(voucher => voucher.IdempotencyKey, StringComparer.Ordinal))
            {
                codes[voucher.Code] = Step(voucher.IdempotencyKey);
                vouchers.Add(
                    Line($"{id} {Step(voucher.IdempotencyKey)} {voucher.Offer.Name} {voucher.IssuedAt:O} {voucher.ExpiresAt:O} {voucher.RedeemedAt:O} {voucher.RedeemedBy}"));
            }

            foreach (var enrollment in record.Enrollments)
                exits.Add(
                    Line($"{id} {enrollment.Id} {enrollment.EnteredAt:O} {enrollment.Status} {enrollment.Step} {enrollment.Outcome} {enrollment.EndedAt:O} {enrollment.ConvertedAt:O} {enrollment.DueAt:O}"));
            history.AddRange(record.History.Select(entry => Line($"{entry.Enrollment} {entry.At:O} {entry.Moves}")));
        }

        var messages = channels.SelectMany(channel => channel.Sent.Select(message =>
            Line($"{message.SentAt:O} {channel.Channel} {Step(message.IdempotencyKey)} {codes.Aggregate(message.Content.Text, (text, code) => text.Contains(code.Key, StringComparison.Ordinal) ? text.Replace(code.Key, code.Value, StringComparison.Ordinal) : text)}")));
        return new Traces([.. messages.Order(StringComparer.Ordinal)], vouchers, exits, history,
            $"{report.Definition.ToOutline()}\n{report.ToText()}\n{HtmlReport.Render(report)}".Split('\n'));
    }

    /// <summary>
    /// Enrollment and step of a key, without the visit. The engine counts visits over all repetitions and Elsa counts them step by step;
    /// both are unique.
    /// </summary>
    private static string Step(string key) => key[..key.LastIndexOf('/')];

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
