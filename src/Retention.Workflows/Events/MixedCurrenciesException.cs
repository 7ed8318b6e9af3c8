namespace Retention.Workflows;

/// <summary>Amounts in several currencies would have to be added up.</summary>
public sealed class MixedCurrenciesException : Exception
{
    /// <summary>Says nothing more.</summary>
    public MixedCurrenciesException() : this("Amounts in several currencies cannot be added up.")
    {
    }

    /// <summary>Says which currencies.</summary>
    public MixedCurrenciesException(string message) : base(message)
    {
    }

    /// <summary>Says which currencies, and what lay behind it.</summary>
    public MixedCurrenciesException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Names the currencies.</summary>
    public MixedCurrenciesException(IEnumerable<string> currencies)
        : this($"Amounts in {string.Join(", ", currencies.Order(StringComparer.Ordinal))} cannot be added up: convert them to one currency before they are stored, or score each currency on its own.")
    {
    }
}
