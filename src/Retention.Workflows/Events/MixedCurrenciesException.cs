namespace Retention.Workflows;

/// <summary>Thrown when amounts in several currencies would have to be added up or compared.</summary>
/// <remarks>
/// Amounts are never converted or mixed silently: convert them to one currency before they are stored, or score each
/// currency on its own.
/// </remarks>
public sealed class MixedCurrenciesException : Exception
{
    /// <summary>Names the currencies that met.</summary>
    /// <param name="currencies">Their ISO 4217 codes in any order; a code that comes twice is named once.</param>
    public MixedCurrenciesException(IEnumerable<string> currencies)
        : this([.. currencies.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
    {
    }

    private MixedCurrenciesException(string[] currencies)
        : base($"Amounts in {string.Join(", ", currencies)} cannot be added up: convert them to one currency before they are stored, or score each currency on its own.") =>
        Currencies = currencies.AsReadOnly();

    /// <summary>The ISO 4217 codes that met, in alphabetical order, each once.</summary>
    public IReadOnlyList<string> Currencies { get; }
}
