using System.Globalization;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Replay;

/// <summary>
/// Reads an offer from the command line: <c>comeback=20%</c>, <c>ten=10,min=30,valid=P14D</c>, <c>gift=gift:SOCKS</c>,
/// <c>send=free-delivery</c>.
/// </summary>
internal static class OfferArgument
{
    private const string Form = "NAME=TERMS[,min=AMOUNT][,valid=PERIOD]; a period is P14D or P1M, the terms are 20%, 10 (an amount), free-delivery or gift:PRODUCT";

    /// <exception cref="ToolException">The text is not an offer.</exception>
    internal static VoucherOffer Read(string text, string currency)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw Unreadable(text, "the name is missing");
        var parts = text[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries);
        try
        {
            var offer = new VoucherOffer
            {
                Name = new OfferName(text[..equals].Trim()),
                Discount = Terms(text, parts[0]),
                Currency = currency,
            };
            foreach (var part in parts[1..])
                offer = With(offer, part, text);
            return offer.Problems() is [var problem, ..] ? throw Unreadable(text, problem) : offer;
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException)
        {
            throw Unreadable(text, problem.Message);
        }
    }

    private static VoucherOffer With(VoucherOffer offer, string part, string text) => part.Split('=', 2) switch
    {
        ["min", var amount] => offer with { MinimumSpend = Number(text, amount) },
        ["valid", var period] => offer with { ValidFor = Period.Parse(period) },
        _ => throw Unreadable(text, $"'{part}' is not known"),
    };

    private static Discount Terms(string text, string terms)
    {
        if (terms == "free-delivery")
            return Discount.FreeDelivery;
        if (terms.StartsWith("gift:", StringComparison.Ordinal))
            return Discount.Gift(new ProductId(terms["gift:".Length..]));
        return terms.EndsWith('%') ? Discount.Percent(Number(text, terms[..^1])) : Discount.Amount(Number(text, terms));
    }

    private static decimal Number(string text, string number) =>
        decimal.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value : throw Unreadable(text, $"'{number}' is not a number with a decimal point");

    private static ToolException Unreadable(string text, string problem) => new($"--offer {text}: {problem.TrimEnd('.')}. Write {Form}.");
}
