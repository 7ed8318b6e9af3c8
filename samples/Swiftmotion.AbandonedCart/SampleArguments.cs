using Swiftmotion.Churn;

namespace Swiftmotion.AbandonedCart;

/// <summary>The sample's command line options.</summary>
internal sealed record SampleArguments
{
    internal const string Help = """
        Replays the Swiftmotion journey for abandoned carts over a month of clicks in virtual time.

          dotnet run --project samples/Swiftmotion.AbandonedCart [-- options]

          --events FILE      real events instead of the generated shop; JSON Lines
                             {"id","customer","name","at","properties":{}}
          --sessions NUMBER  only the first so many customers of that file; default all
          --output FOLDER    where database, messages and report go; default swiftmotion-carts
          --fresh            starts over instead of going on where the database stands
          --no-opens         nobody opens a mail, instead of four of ten
          --seed NUMBER      another generated shop; default 1
          --customers NUMBER how many customers the generated shop has, 1 to 99999; default 1000
          --help             shows this
        """;

    private const int MaxCustomers = 99_999;
    private const string DefaultOutput = "swiftmotion-carts";

    internal string? Events { get; private init; }

    internal int Sessions { get; private init; } = int.MaxValue;

    internal string Output { get; private init; } = DefaultOutput;

    internal bool Fresh { get; private init; }

    internal bool Opens { get; private init; } = true;

    internal int Seed { get; private init; } = 1;

    internal int Customers { get; private init; } = 1_000;

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
                "--events" => arguments with { Events = CommandWords.Value(words, ref index) },
                "--sessions" => arguments with { Sessions = CommandWords.Number(words, ref index, 1, int.MaxValue) },
                "--output" => arguments with { Output = CommandWords.Value(words, ref index) },
                "--fresh" => arguments with { Fresh = true },
                "--no-opens" => arguments with { Opens = false },
                "--seed" => arguments with { Seed = CommandWords.Number(words, ref index, int.MinValue, int.MaxValue) },
                "--customers" => arguments with { Customers = CommandWords.Number(words, ref index, 1, MaxCustomers) },
                "--help" or "-h" => arguments with { ShowHelp = true },
                var unknown => throw new ArgumentException($"'{unknown}' is not an option of this sample."),
            };
        }

        return arguments.Events is not null && arguments.Output == DefaultOutput
            ? arguments with { Output = Path.Combine(DefaultOutput, Path.GetFileNameWithoutExtension(arguments.Events)) }
            : arguments;
    }
}
