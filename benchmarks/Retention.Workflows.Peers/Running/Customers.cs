using System.Globalization;

namespace Retention.Workflows.Peers;

/// <summary>Customers with consecutive numbers. Every fifth one buys after the first message.</summary>
internal sealed record Customers(int First, int Count)
{
    internal IEnumerable<int> Numbers => Enumerable.Range(First, Count);

    internal IEnumerable<int> Buyers => Numbers.Where(static number => number % 5 == 0);

    internal static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"customer-{number:0000000}");
}
