using System.Globalization;

namespace Retention.Workflows.Benchmarks;

/// <summary>The arguments after a benchmark's name: numbers in their order, a store, and the address of its server.</summary>
internal sealed class Arguments
{
    private readonly List<int> _numbers = [];

    internal Arguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--connection" && i + 1 < args.Length)
                Connection = args[++i];
            else if (int.TryParse(args[i], NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number > 0)
                _numbers.Add(number);
            else if (args[i] is "sqlite" or "memory" or "postgresql")
                Store = args[i];
            else
                throw new ArgumentException(
                    $"'{args[i]}' is neither a number nor a store (sqlite, memory, postgresql) nor --connection with what follows it.");
        }
    }

    internal string Store { get; } = "sqlite";

    /// <summary>The connection string of a running server; null to start one.</summary>
    internal string? Connection { get; }

    internal int Number(int place, int otherwise) => place < _numbers.Count ? _numbers[place] : otherwise;
}
