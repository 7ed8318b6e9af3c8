using Swiftmotion.Churn;

return await SampleProgram.RunAsync(async stop =>
{
    var arguments = SampleArguments.Parse(args);
    if (!arguments.ShowHelp)
        return await ChurnSample.RunAsync(arguments, SampleConsole.Create(), stop);
    Console.WriteLine(SampleArguments.Help);
    return 0;
});
