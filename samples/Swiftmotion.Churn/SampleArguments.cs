namespace Swiftmotion.Churn;

/// <summary>The sample's command line options.</summary>
internal sealed record SampleArguments
{
    internal const string Help = $"""
        Replays the Swiftmotion churn journey over two years of shop life in virtual time.

          dotnet run --project {SampleJourney.Project} [-- options]

          --purchases FILE   real purchases instead of the generated shop; CSV with the columns
                             customer_id,order_id,ordered_at,total[,currency[,channel]]
          --output FOLDER    where database, mails, texts and report go; default swiftmotion-output
          --fresh            starts over instead of going on where the database stands
          --no-opens         nobody opens a mail, instead of four of ten
          --seed NUMBER      another generated shop; default 1
          --customers NUMBER how many customers the generated shop has, 1 to 99999; default 5000
          --help             shows this
        """;

    private const int MaxCustomers = 99_999;

    internal string? Purchases { get; private init; }

    internal string Output { get; private init; } = "swiftmotion-output";

    internal bool Fresh { get; private init; }

    internal bool Opens { get; private init; } = true;

    internal int Seed { get; private init; } = 1;

    internal int Customers { get; private init; } = 5_000;

    internal bool ShowHelp { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option is unknown, or its value is missing or unreadable.</exception>
    internal static SampleArguments Parse(IReadOnlyList<string> words)
    {
        var arguments = new SampleArguments();
        for (var index = 0; index < words.Count; index++)
        {
            arguments = words[index] switch
            {
                "--purchases" => arguments with { Purchases = CommandWords.Value(words, ref index) },
                "--output" => arguments with { Output = CommandWords.Value(words, ref index) },
                "--fresh" => arguments with { Fresh = true },
                "--no-opens" => arguments with { Opens = false },
                "--seed" => arguments with { Seed = CommandWords.Number(words, ref index, int.MinValue, int.MaxValue) },
                "--customers" => arguments with { Customers = CommandWords.Number(words, ref index, 1, MaxCustomers) },
                "--help" or "-h" => arguments with { ShowHelp = true },
                var unknown => throw new ArgumentException($"'{unknown}' is not an option of this sample."),
            };
        }

        return arguments.Purchases is not null && arguments.Output == "swiftmotion-output"
            ? arguments with { Output = Path.Combine("swiftmotion-output", Path.GetFileNameWithoutExtension(arguments.Purchases)) }
            : arguments;
    }
}
