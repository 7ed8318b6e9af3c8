using System.Globalization;

namespace Retention.Workflows.Replay.Report;

/// <summary>The format of numbers, dates and names in a report, the same in every culture.</summary>
internal static class ReportFormat
{
    internal static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An amount with the decimals of its currency, halves rounded away from zero.</summary>
    internal static string Amount(decimal amount, string currency) => CurrencyDecimals.Round(amount, currency)
        .ToString($"N{CurrencyDecimals.Of(currency)}", CultureInfo.InvariantCulture);

    /// <summary>An amount for a headline; without decimals if it is large.</summary>
    internal static string Headline(decimal amount, string currency) =>
        Math.Abs(amount) < 1_000 ? Amount(amount, currency) : Math.Round(amount, MidpointRounding.AwayFromZero)
            .ToString("N0", CultureInfo.InvariantCulture);

    internal static string Money(decimal amount, string currency) => $"{Amount(amount, currency)} {currency}";

    /// <summary>A percentage such as <c>18.6 %</c>; empty if the whole is 0.</summary>
    internal static string Percent(long part, long whole) =>
        whole == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100m * part / whole:0.0} %");

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A period: a month as <c>2026-01</c>, a week as <c>2026-01-05 to 01-11</c>, a day as <c>2026-01-05</c>.</summary>
    internal static string Period(JourneyPeriod period, ReportUnit unit) => unit switch
    {
        ReportUnit.Month => period.From.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        ReportUnit.Week when period.From != period.To =>
            $"{Day(period.From)} to {period.To.ToString("MM-dd", CultureInfo.InvariantCulture)}",
        _ => Day(period.From),
    };

    /// <summary>The name of a period: <c>Month</c>, <c>Week</c> or <c>Day</c>.</summary>
    internal static string Unit(ReportUnit unit) => unit.ToString();

    /// <summary>The share of delivered e-mails that were opened, in words; empty without delivered e-mails.</summary>
    internal static string OpenRate(JourneyReport report)
    {
        var emails = report.Totals.Emails;
        return emails.Delivered == 0 ? ""
            : $"{Percent(emails.Opened, emails.Delivered)} of e-mails opened{(report.Facts.OpensAreAssumed ? ", assumed" : "")}";
    }

    /// <summary>The amounts in other currencies, such as <c>revenue 20.00 USD, discount 5.00 USD</c>.</summary>
    internal static string OtherCurrencies(JourneyFigures figures) => string.Join(", ", figures.OtherCurrencies.SelectMany(
        other => new[]
        {
            other.Converted == 0 && other.Revenue == 0 ? "" : $"revenue {Money(other.Revenue, other.Currency)}",
            other.Discount == 0 ? "" : $"discount {Money(other.Discount, other.Currency)}",
        }).Where(text => text.Length > 0));

    /// <summary>
    /// The share of the delivered messages of a channel that were opened, marked if opens were assumed; empty without opens.
    /// </summary>
    internal static string OpenRate(MessageFigures messages, bool isAssumed) => messages.Opened == 0 ? ""
        : $"{Percent(messages.Opened, messages.Delivered)}{(isAssumed ? " assumed" : "")}";

    internal static string Tallies(IReadOnlyList<ReportTally> tallies) =>
        string.Join(", ", tallies.Select(tally => $"{tally.Name} {Number(tally.Count)}"));

    /// <summary>A kebab-case name as readable text: <c>bought-after-offer</c> becomes <c>Bought after offer</c>.</summary>
    internal static string Spoken(string name)
    {
        var spoken = string.Join(' ', name.Split('-').Select(word => word == "sms" ? "SMS" : word));
        return spoken.Length == 0 ? spoken : char.ToUpperInvariant(spoken[0]) + spoken[1..];
    }

    /// <summary>A channel's name as readable text.</summary>
    internal static string Channel(string name) => name switch
    {
        "email" => "E-mail",
        "sms" => "SMS",
        "whatsapp" => "WhatsApp",
        _ => Spoken(name),
    };

    /// <summary>Returns a note that outcomes of a step were assumed; empty if none were.</summary>
    internal static string Assumed(JourneyStepFigures step) => step.Assumed == 0 ? "" : $" ({Number(step.Assumed)} assumed)";

    /// <summary>The row of a table about a period: its name and its figures.</summary>
    internal static string[] Cells(string period, JourneyFigures figures, string[] channels, string currency) =>
    [
        period,
        Number(figures.Entered),
        .. channels.Select(channel => Number(figures.Messages.FirstOrDefault(messages => messages.Channel == channel)?.Sent ?? 0)),
        Number(figures.NotSent),
        Number(figures.VouchersIssued),
        Number(figures.VouchersRedeemed),
        Number(figures.Contacted.Count),
        Amount(figures.Contacted.Revenue, currency),
        Number(figures.NotContacted.Count),
    ];
}
