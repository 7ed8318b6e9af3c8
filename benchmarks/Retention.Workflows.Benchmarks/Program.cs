using Retention.Workflows.Benchmarks;

// Each benchmark is a command: dotnet run -c Release -- rfm
switch (args.FirstOrDefault())
{
    case "rfm":
        return RfmBenchmark.Run(args[1..]);
    case "journeys":
        return await JourneyBenchmark.RunAsync(args[1..]);
    default:
        Console.Error.WriteLine("Which one? rfm, or journeys [customers] [rounds]");
        return 2;
}
