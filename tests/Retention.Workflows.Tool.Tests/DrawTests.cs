namespace Retention.Workflows.Tool.Tests;

public sealed class DrawTests : IDisposable
{
    private readonly TemporaryFolder _folder = new TemporaryFolder().With("comeback.json", SampleFiles.Comeback);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_default_is_the_outline()
    {
        var run = await ToolRun.OfAsync("draw", _folder.PathOf("comeback.json"));

        Assert.Equal(JourneyJson.Read(SampleFiles.Comeback).ToOutline(), run.Output);
    }

    [Fact]
    public async Task A_flowchart_is_written_to_a_file()
    {
        var run = await ToolRun.OfAsync(
            "draw", _folder.PathOf("comeback.json"), "--as", "mermaid", "--output", _folder.PathOf("comeback.mmd"));

        Assert.Equal((0, ""), (run.Code, run.Output));
        Assert.Equal(JourneyJson.Read(SampleFiles.Comeback).ToMermaid(), _folder.Read("comeback.mmd"));
    }

    [Fact]
    public async Task Another_form_is_an_error_of_the_command_line()
    {
        var run = await ToolRun.OfAsync("draw", _folder.PathOf("comeback.json"), "--as", "picture");

        Assert.Equal(2, run.Code);
        Assert.Contains("picture", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_that_of_the_library()
    {
        var run = await ToolRun.OfAsync("schema");

        Assert.Equal(JourneyJson.Schema(), run.Output);
    }
}
