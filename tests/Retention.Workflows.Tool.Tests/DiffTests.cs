namespace Retention.Workflows.Tool.Tests;

public sealed class DiffTests : IDisposable
{
    private const string Offer = """{ "name": "offer", "kind": "send", "channel": "email", "template": "offer" },""";
    private const string Think = """{ "name": "think", "kind": "wait", "period": "P10D" },""";
    private const string Voucher = """{ "name": "voucher", "kind": "issue-voucher", "offer": "ten" },""";

    private readonly TemporaryFolder _folder = new TemporaryFolder().With("old.json", SampleFiles.Comeback);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Equal_versions_have_no_difference()
    {
        var run = await DiffAsync(SampleFiles.Comeback, "--exit-code");

        Assert.Equal((0, "The versions are equal.\n"), (run.Code, run.Output.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("\"P10D\"", "\"P14D\"", "~ think: wait 10 days -> wait 14 days")]
    [InlineData(Voucher, "", "- voucher: issue voucher ten, was after think")]
    [InlineData(Think, Think + """{ "name": "text", "kind": "send", "channel": "sms", "template": "hi" },""",
        "+ text: send sms hi, after think")]
    [InlineData(Offer + "\n    " + Think, Think + Offer, "> ")]
    [InlineData("\"once\"", "\"always\"", "- re-entry: ")]
    [InlineData("\"day\": 1", "\"day\": 2", "+ enroll: monthly on day 2 at 09:00")]
    public async Task A_change_is_shown(string part, string replacement, string line)
    {
        var run = await DiffAsync(SampleFiles.ComebackWith(part, replacement), "--exit-code");

        Assert.Equal(1, run.Code);
        Assert.Contains(run.Output.ReplaceLineEndings("\n").Split('\n'), shown => shown.StartsWith(line, StringComparison.Ordinal));
        Assert.Contains("Active enrollments finish on their version", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_step_that_moves_does_not_move_the_others()
    {
        var run = await DiffAsync(SampleFiles.ComebackWith(Think, "").Replace(Voucher, Voucher + Think, StringComparison.Ordinal));

        var moved = Assert.Single(run.Output.ReplaceLineEndings("\n").Split('\n'), line => line.StartsWith('>'));
        Assert.Equal("> think: was after offer, now after voucher", moved);
    }

    [Fact]
    public async Task A_step_inside_a_branch_moves_by_its_branch()
    {
        const string Branch = """
            { "name": "known", "kind": "if", "condition": { "kind": "has-address", "channel": "sms" },
              "then": [ { "name": "voucher", "kind": "issue-voucher", "offer": "ten" } ], "otherwise": [] },
            """;

        var run = await DiffAsync(SampleFiles.ComebackWith(Voucher, Branch));

        Assert.Contains("> voucher: was after think, now first in known/then", run.Output, StringComparison.Ordinal);
        Assert.Contains("+ known: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_moves_enrollments_names_the_steps_where_it_cannot()
    {
        var run = await DiffAsync(SampleFiles.ComebackWith(Think, "").Replace(
            "\"steps\"", "\"whenPublished\": \"move-to\", \"steps\"", StringComparison.Ordinal));

        Assert.Contains("but those at think finish on their version", run.Output, StringComparison.Ordinal);
    }

    private async Task<ToolRun> DiffAsync(string later, params string[] options)
    {
        _folder.With("new.json", later);
        return await ToolRun.OfAsync(["diff", _folder.PathOf("old.json"), _folder.PathOf("new.json"), .. options]);
    }
}
