namespace Retention.Workflows;

/// <summary>Thrown when amounts in several currencies meet in one scoring run, or a customer's currency is not the model's.</summary>
/// <remarks>Amounts are never converted or mixed silently: filter or convert them before, and score each currency by itself.</remarks>
public sealed class RfmCurrencyException : ArgumentException
{
    internal RfmCurrencyException(IEnumerable<string> currencies)
        : this([.. currencies.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
    {
    }

    private RfmCurrencyException(string[] currencies)
        : base($"RFM scores amounts of one currency at a time, and here are {string.Join(", ", currencies)}. Convert them, or score each currency by itself.") =>
        Currencies = currencies.AsReadOnly();

    /// <summary>The ISO 4217 codes that met, in alphabetical order, each once.</summary>
    public IReadOnlyList<string> Currencies { get; }
}
