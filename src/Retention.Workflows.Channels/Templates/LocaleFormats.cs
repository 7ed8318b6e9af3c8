using System.Collections.Frozen;
using System.Globalization;

namespace Retention.Workflows.Channels.Templates;

/// <summary>The formats of dates, amounts and percentages in each language, from the library's own table.</summary>
/// <remarks>
/// Hosts may run without culture data (invariant globalization), and the same mail must look the same on every machine. The formats
/// follow CLDR's short numeric dates, with the full year. Languages that are not listed get ISO dates and a decimal point.
/// </remarks>
internal sealed record LocaleFormats(string Date, char DecimalSeparator, string Percent)
{
    private const string Spaced = " %";

    private static readonly LocaleFormats Neutral = new("yyyy-MM-dd", '.', Spaced);

    private static readonly FrozenDictionary<string, LocaleFormats> ByLanguage = new Dictionary<string, LocaleFormats>
    {
        ["bg"] = new("d.MM.yyyy 'г.'", ',', Spaced),
        ["cs"] = new("d. M. yyyy", ',', Spaced),
        ["da"] = new("d.M.yyyy", ',', Spaced),
        ["de"] = new("dd.MM.yyyy", ',', Spaced),
        ["el"] = new("d/M/yyyy", ',', "%"),
        ["en"] = new("d MMMM yyyy", '.', "%"),
        ["es"] = new("d/M/yyyy", ',', Spaced),
        ["et"] = new("dd.MM.yyyy", ',', "%"),
        ["fi"] = new("d.M.yyyy", ',', Spaced),
        ["fr"] = new("dd/MM/yyyy", ',', Spaced),
        ["hr"] = new("d. M. yyyy.", ',', Spaced),
        ["hu"] = new("yyyy. MM. dd.", ',', "%"),
        ["it"] = new("dd/MM/yyyy", ',', "%"),
        ["lt"] = new("yyyy-MM-dd", ',', Spaced),
        ["lv"] = new("dd.MM.yyyy.", ',', "%"),
        ["nb"] = new("d.M.yyyy", ',', Spaced),
        ["nl"] = new("dd-MM-yyyy", ',', "%"),
        ["pl"] = new("dd.MM.yyyy", ',', "%"),
        ["pt"] = new("dd/MM/yyyy", ',', "%"),
        ["ro"] = new("dd.MM.yyyy", ',', Spaced),
        ["sk"] = new("d. M. yyyy", ',', Spaced),
        ["sl"] = new("d. M. yyyy", ',', Spaced),
        ["sv"] = new("yyyy-MM-dd", ',', Spaced),
        ["uk"] = new("dd.MM.yyyy", ',', "%"),
    }.ToFrozenDictionary();

    /// <param name="locale">The locale of the template, whose language dates and percentages follow.</param>
    /// <param name="customer">The locale of the customer, which amounts of money follow; null means that of the template.</param>
    internal static LocaleFormats For(string? locale, string? customer = null) =>
        (TemplateLocale.Chain(locale).LastOrDefault() is { } language && ByLanguage.TryGetValue(TemplateLocale.Written(language), out var formats)
            ? formats : Neutral) with { Amounts = MoneyFormat.Find(customer) ?? MoneyFormat.For(locale) };

    /// <summary>
    /// How amounts of money are written: by the customer's locale if its language is known, else by that of the template.
    /// </summary>
    private MoneyFormat Amounts { get; init; } = MoneyFormat.For(null);

    internal string Money(decimal amount, string? currency, bool whole = false) => Amounts.Write(amount, currency, whole);

    internal string Share(decimal percent) => Number(percent, "0.##") + Percent;

    internal string Day(DateTimeOffset moment) => moment.ToString(Date, CultureInfo.InvariantCulture);

    private string Number(decimal value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture).Replace('.', DecimalSeparator);
}
