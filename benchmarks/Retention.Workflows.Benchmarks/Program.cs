using Retention.Workflows.Benchmarks;

// Each benchmark is a command: dotnet run -c Release -- rfm
try
{
    return args is ["all", ..] ? await AllBenchmarks.RunAsync(args[1..], RunAsync) : await RunAsync(args);
}
catch (ArgumentException exception)
{
    return Usage(exception.Message);
}

static async Task<int> RunAsync(string[] args) => args.FirstOrDefault() switch
{
    "rfm" => RfmBenchmark.Run(args[1..]),
    "journeys" => await JourneyBenchmark.RunAsync(new Arguments(args[1..])),
    "handover" => await HandOverBenchmark.RunAsync(new Arguments(args[1..])),
    "waiting" => await WaitingBenchmark.RunAsync(new Arguments(args[1..])),
    "ingest" => await IngestBenchmark.RunAsync(new Arguments(args[1..])),
    "events" => await EventsBenchmark.RunAsync(new Arguments(args[1..])),
    "sweep" => await SweepBenchmark.RunAsync(new Arguments(args[1..])),
    "idle" => await IdleBenchmark.RunAsync(new Arguments(args[1..])),
    "smtp" => await SmtpBenchmark.RunAsync(new Arguments(args[1..])),
    "doubt" => await DoubtBenchmark.RunAsync(new Arguments(args[1..])),
    "windows" => await WindowsBenchmark.RunAsync(new Arguments(args[1..])),
    _ => Usage(""),
};

static int Usage(string problem)
{
    Console.Error.WriteLine($"""
        {problem}
        Which one?
          all      [--quick]; prints one table of ratios
          rfm      [customers] [rows] [rounds]
          journeys [customers] [rounds] [store]
          handover [messages] [at the same time] [rounds] [store]
          waiting  [many] [few] [due] [store]
          ingest   [events] [store]
          events   [due] [seconds] [store]
          sweep    [customers] [store]
          windows  [questions] [customers] [store]
          idle     [waiting] [seconds] [store]
          smtp     [mails] [connections] [rounds] [store]
          doubt    [mails] [connections] [milliseconds of a reply] [store]
        Stores: sqlite (if none is named), memory, postgresql. For postgresql a server is started where its programs are installed;
        --connection 'Host=...;Username=...;Password=...' takes one that is there, as somebody who may create databases.
        """);
    return 2;
}
