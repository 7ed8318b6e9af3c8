using System.Text.RegularExpressions;

namespace Retention.Workflows.Channels.Tests;

public sealed partial class DocsTests
{
    [Fact]
    public void The_table_of_variables_is_the_list_in_the_code()
    {
        var rows = VariableRow().Matches(Read("templates.md")).Select(row => (row.Groups["path"].Value, row.Groups["what"].Value, row.Groups["missing"].Value == "yes"));

        rows.Should().Equal(MessageVariables.All.Select(variable => (variable.Path, variable.Description, variable.CanBeMissing)));
    }

    [Fact]
    public void The_table_of_twilios_codes_is_the_table_in_the_code()
    {
        var rows = CodeRow().Matches(Read("channels.md")).Select(row => new AnswerRow(int.Parse(row.Groups["code"].Value), Enum.Parse<DeliveryStatus>(row.Groups["outcome"].Value), row.Groups["what"].Value));

        rows.Should().Equal(TwilioAnswers.Table.Codes);
    }

    [Fact]
    public void Every_helper_is_in_the_documentation()
    {
        var text = Read("templates.md");

        TemplateHelpers.Inline.Keys.Should().OnlyContain(helper => text.Contains($"`{{{{{helper} "));
    }

    private static string Read(string file) => File.ReadAllText(Repository.PathOf("docs", file));

    [GeneratedRegex(@"^\| `(?<path>(customer|voucher|cart|stores|recommendations|shop|journey|step)(\[\])?\.[^`]+)` \| (?<what>[^|]+) \| (?<missing>yes)? ?\|$", RegexOptions.Multiline)]
    private static partial Regex VariableRow();

    [GeneratedRegex(@"^\| (?<code>\d{5}) \| (?<what>[^|]+) \| (?<outcome>\w+) \|$", RegexOptions.Multiline)]
    private static partial Regex CodeRow();
}
