using Retention.Workflows.Tool;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
return await RetentionTool.RunAsync(args, Console.Out, Console.Error, stop.Token).ConfigureAwait(false);
