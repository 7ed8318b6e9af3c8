using System.Text;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Push;
using Retention.Workflows.Channels.Sms;
using Retention.Workflows.Channels.Viber;
using Retention.Workflows.Channels.Webhook;
using Retention.Workflows.Channels.WhatsApp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Http;

public sealed class AnswerTablesTests
{
    internal static IReadOnlyDictionary<string, IReadOnlyList<AnswerRow>> All { get; } = new Dictionary<string, IReadOnlyList<AnswerRow>>
    {
        ["http"] = AnswerTable.Statuses,
        ["twilio"] = TwilioAnswers.Table.Codes,
        ["fcm"] = FcmAnswers.Table.Codes,
        ["whatsapp"] = WhatsAppAnswers.Table.Codes,
        ["viber"] = ViberAnswers.Table.Codes,
        ["webhook"] = WebhookAnswers.Table.Codes,
    };

    public static TheoryData<string> Tables => [.. All.Keys];

    [Fact]
    public void The_tables_equal_the_approved_ones()
    {
        var text = new StringBuilder();
        foreach (var (provider, rows) in All)
            text.Append(provider).Append('\n').Append(Markdown(rows)).Append('\n');

        Approved.ShouldBe(text.ToString(), "answers.txt");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_lists_each_code_once_with_its_meaning(string provider)
    {
        All[provider].Should().OnlyHaveUniqueItems(row => row.Code).And.OnlyContain(row => row.Meaning.Length > 0);
    }

    [Fact]
    public void Only_faults_of_the_address_count_against_it()
    {
        var rows = All.Values.SelectMany(rows => rows).Where(row => row.Bounce != BounceClass.None).ToList();

        rows.Should()
            .NotBeEmpty().And.NotContain(row => row.Outcome == AnswerOutcome.PauseChannel || row.Outcome == AnswerOutcome.Delivered);
        rows.Where(row => row.Bounce is BounceClass.Hard or BounceClass.Unsubscribed).Should()
            .OnlyContain(row => row.Outcome == AnswerOutcome.Rejected);
    }

    [Fact]
    public void The_tables_have_at_least_sixty_rows() => All.Values.Sum(rows => rows.Count).Should().BeGreaterThanOrEqualTo(60);

    internal static string Markdown(IReadOnlyList<AnswerRow> rows)
    {
        var text = new StringBuilder("| code | meaning | outcome | address |\n|---|---|---|---|\n");
        foreach (var row in rows)
            text.Append(
                $"| `{row.Code}` | {row.Meaning} | {row.Outcome} | {(row.Bounce == BounceClass.None ? "" : row.Bounce.ToString())} |\n");
        return text.ToString();
    }
}
