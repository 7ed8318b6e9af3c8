using Retention.Workflows;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Swiftmotion.AbandonedCart;
using Swiftmotion.Churn;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};

try
{
    var arguments = SampleArguments.Parse(args);
    if (arguments.ShowHelp)
    {
        Console.WriteLine(SampleArguments.Help);
        return 0;
    }

    return await CartSample.RunAsync(arguments, SampleConsole.Create(), stop.Token);
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped. Nothing is lost: run the same command again, and it continues from here.");
    return 130;
}
catch (Exception exception) when (exception is ArgumentException or ImportException or JourneyDefinitionException or RetentionStoreException
    or ReplayStoppedException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
