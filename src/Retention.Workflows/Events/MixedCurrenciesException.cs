namespace Retention.Workflows;

/// <summary>Thrown when amounts in several currencies would have to be added up or compared.</summary>
/// <remarks>
/// Amounts are never converted or mixed silently. Convert them to one currency before they are stored, or score each currency separately.
/// </remarks>
public sealed class MixedCurrenciesException : Exception
{
    /// <summary>Creates an exception that names the currencies.</summary>
    /// <param name="currencies">The ISO 4217 codes, in any order; duplicates are removed.</param>
    public MixedCurrenciesException(IEnumerable<string> currencies)
        : this([.. currencies.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
    {
    }

    private MixedCurrenciesException(string[] currencies)
        : base(
            $"Amounts in {string.Join(", ", currencies)} cannot be added up: "
            + "convert them to one currency before they are stored, or score each currency on its own.") =>
        Currencies = currencies.AsReadOnly();

    /// <summary>The ISO 4217 codes, in alphabetical order without duplicates.</summary>
    public IReadOnlyList<string> Currencies { get; }
}
