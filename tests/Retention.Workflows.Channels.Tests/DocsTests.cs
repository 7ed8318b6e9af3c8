using System.Text.RegularExpressions;
using Retention.Workflows.Channels.Templates;
using Retention.Workflows.Channels.Tests.Http;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests;

public sealed partial class DocsTests
{
    [Fact]
    public void The_table_of_variables_is_the_list_in_the_code()
    {
        var rows = VariableRow().Matches(Read("templates.md")).Select(row => (row.Groups["path"].Value, row.Groups["what"].Value, row.Groups["missing"].Value == "yes"));

        rows.Should().Equal(MessageVariables.All.Select(variable => (variable.Path, variable.Description, variable.CanBeMissing)));
    }

    [Theory]
    [MemberData(nameof(AnswerTablesTests.Tables), MemberType = typeof(AnswerTablesTests))]
    public void The_tables_of_answers_are_the_tables_in_the_code(string provider) =>
        Read("provider-answers.md").ReplaceLineEndings("\n").Should().Contain(AnswerTablesTests.Markdown(AnswerTablesTests.All[provider]));

    [Fact]
    public void The_document_of_a_webhook_is_the_approved_one()
    {
        var approved = File.ReadAllText(Repository.PathOf("tests", "Retention.Workflows.Channels.Tests", "Webhook", "Approved", "webhook.json"));

        Read("channels.md").ReplaceLineEndings("\n").Should().Contain($"```json\n{approved.ReplaceLineEndings("\n")}```\n");
    }

    [Fact]
    public void Every_helper_is_in_the_documentation()
    {
        var text = Read("templates.md");

        TemplateHelpers.Inline.Keys.Should().OnlyContain(helper => text.Contains($"`{{{{{helper} "));
    }

    private static string Read(string file) => File.ReadAllText(Repository.PathOf("docs", file));

    [GeneratedRegex(@"^\| `(?<path>(customer|voucher|cart|stores|recommendations|shop|unsubscribe|journey|step)(\[\])?\.[^`]+)` \| (?<what>[^|]+) \| (?<missing>yes)? ?\|$", RegexOptions.Multiline)]
    private static partial Regex VariableRow();
}
