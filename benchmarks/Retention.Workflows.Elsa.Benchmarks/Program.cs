using Retention.Workflows.Benchmarks;

// dotnet run -c Release -- elsa 20000
try
{
    return args.FirstOrDefault() switch
    {
        "elsa" => await ElsaBenchmark.RunAsync(new Arguments(args[1..])),
        "runtime" => await RuntimeBenchmark.RunAsync(new Arguments(args[1..])),
        _ => Usage(""),
    };
}
catch (ArgumentException exception)
{
    return Usage(exception.Message);
}

static int Usage(string problem)
{
    Console.Error.WriteLine($"""
        {problem}
        elsa [customers] [rounds] [store]
        runtime [customers] [rounds] [store]
        Stores: sqlite (if none is named), memory, postgresql.
        """);
    return 2;
}
