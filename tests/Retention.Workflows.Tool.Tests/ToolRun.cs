namespace Retention.Workflows.Tool.Tests;

/// <summary>One run of the command in this process, with what it wrote.</summary>
internal sealed record ToolRun(int Code, string Output, string Errors)
{
    internal static async Task<ToolRun> OfAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await RetentionTool.RunAsync(arguments, output, errors, TestContext.Current.CancellationToken);
        return new ToolRun(code, output.ToString(), errors.ToString());
    }
}
