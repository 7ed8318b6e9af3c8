namespace Retention.Workflows.Tool.Tests;

public sealed class ValidateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_valid_journey_is_named()
    {
        _folder.With("comeback.json", SampleFiles.Comeback);

        var run = await ToolRun.OfAsync("validate", _folder.PathOf("comeback.json"));

        Assert.Equal(0, run.Code);
        Assert.Equal($"{_folder.PathOf("comeback.json")}: comeback is valid\n", run.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("\"P10D\"", "\"ten days\"", ":6: $.steps[1].period: ")]
    [InlineData("\"wait\"", "\"sleep\"", ":6: $.steps[1].kind: ")]
    [InlineData("\"think\"", "\"offer\"", "$.steps[1].name: ")]
    [InlineData("\"channel\": \"email\", ", "", "$.steps[0].channel: ")]
    [InlineData("\"steps\"", "\"stepz\"", "$.stepz: ")]
    [InlineData("{ \"name\": \"offer\"", "\"name\": \"offer\"", "$")]
    public async Task An_error_names_file_line_and_path(string part, string replacement, string where)
    {
        _folder.With("comeback.json", SampleFiles.ComebackWith(part, replacement));

        var run = await ToolRun.OfAsync("validate", _folder.PathOf("comeback.json"));

        Assert.Equal(1, run.Code);
        Assert.StartsWith(_folder.PathOf("comeback.json"), run.Errors, StringComparison.Ordinal);
        Assert.Contains(where, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_files_are_checked_after_one_with_errors()
    {
        _folder.With("bad.json", "{}").With("good.json", SampleFiles.Comeback);

        var run = await ToolRun.OfAsync(
            "validate", _folder.PathOf("bad.json"), _folder.PathOf("missing.json"), _folder.Path, _folder.PathOf("good.json"));

        Assert.Equal(1, run.Code);
        Assert.Contains("good.json: comeback is valid", run.Output, StringComparison.Ordinal);
        Assert.Contains("missing.json: the file does not exist", run.Errors, StringComparison.Ordinal);
        Assert.Contains("is a folder", run.Errors, StringComparison.Ordinal);
        Assert.Contains("bad.json", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_with_the_same_journey_are_an_error()
    {
        _folder.With("a.json", SampleFiles.Comeback).With("b.json", SampleFiles.Comeback);

        var run = await ToolRun.OfAsync("validate", _folder.PathOf("a.json"), _folder.PathOf("b.json"));

        Assert.Equal(1, run.Code);
        Assert.Contains("b.json: the journey 'comeback' is already in", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_too_long_is_not_read()
    {
        using (var file = File.Create(_folder.PathOf("long.json")))
            file.SetLength(5_000_000);

        var run = await ToolRun.OfAsync("validate", _folder.PathOf("long.json"));

        Assert.Equal(1, run.Code);
        Assert.Contains("at most 4 MiB", run.Errors, StringComparison.Ordinal);
    }
}
