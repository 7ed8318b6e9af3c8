using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Import.Cells;

namespace Retention.Workflows.Import.Tests.Cells;

public sealed class AmountTests
{
    [Theory]
    [InlineData("1234", 1234)]
    [InlineData("0", 0)]
    [InlineData("12.5", 12.5)]
    [InlineData("12,50", 12.5)]
    [InlineData("1.234,50", 1234.5)]
    [InlineData("1,234.50", 1234.5)]
    [InlineData("1.234.567", 1234567)]
    [InlineData("1,234,567", 1234567)]
    [InlineData("1.234.567,8", 1234567.8)]
    [InlineData("12,34,567.80", 1234567.8)]
    [InlineData("1 234,50", 1234.5)]
    [InlineData("1\u00a0234,50", 1234.5)]
    [InlineData("1\u202f234\u202f567", 1234567)]
    [InlineData("1'234.50", 1234.5)]
    [InlineData("1’234.50", 1234.5)]
    [InlineData("0.123", 0.123)]
    [InlineData("1234.567", 1234.567)]
    [InlineData("1 234.567", 1234.567)]
    [InlineData(".50", 0.5)]
    [InlineData("-,50", -0.5)]
    [InlineData("-12.50", -12.5)]
    [InlineData("\u221212.50", -12.5)]
    [InlineData("12.50-", -12.5)]
    [InlineData("(12.50)", -12.5)]
    [InlineData("+12.50", 12.5)]
    [InlineData("1.234,-", 1234)]
    [InlineData("249,--", 249)]
    [InlineData("  12.50\u00a0", 12.5)]
    [InlineData("'-12.50", -12.5)]
    public void A_number_that_can_be_read_in_one_way_is_read(string text, decimal value) => Read(text, new AmountFormat()).Value.Should().Be(value);

    [Theory]
    [InlineData("1.234")]
    [InlineData("1,234")]
    [InlineData("12.345")]
    [InlineData("999,000")]
    [InlineData("-1.234")]
    [InlineData("1.234 EUR")]
    [InlineData("$1,234")]
    [InlineData("(1.234)")]
    [InlineData("1.000")]
    public void A_number_that_can_be_read_in_two_ways_is_refused_until_the_mapping_says(string text)
    {
        ProblemOf(text, new AmountFormat()).Cause.Should().Be(Cause.AmbiguousNumber);
        var (point, comma) = (Read(text, new AmountFormat { Decimal = '.' }).Value, Read(text, new AmountFormat { Decimal = ',' }).Value);
        new[] { Math.Abs(point / comma), Math.Abs(comma / point) }.Should().Contain(1000);
        ProblemOf(text, new AmountFormat { Group = text.Contains('.') ? '.' : ',' }).Cause.Should().Be(Cause.AmbiguousNumber);
    }

    [Theory]
    [InlineData("€ 1 234,50", 1234.5, "EUR")]
    [InlineData("1.234,50 EUR", 1234.5, "EUR")]
    [InlineData("1.234,50€", 1234.5, "EUR")]
    [InlineData("EUR 1.234,50", 1234.5, "EUR")]
    [InlineData("$12.00", 12, "USD")]
    [InlineData("-$12.00", -12, "USD")]
    [InlineData("$-12.00", -12, "USD")]
    [InlineData("($12.00)", -12, "USD")]
    [InlineData("US$ 12.00", 12, "USD")]
    [InlineData("12,50 Kč", 12.5, "CZK")]
    [InlineData("1 299,- Kč", 1299, "CZK")]
    [InlineData("zł 12,50", 12.5, "PLN")]
    [InlineData("£12.50", 12.5, "GBP")]
    [InlineData("¥1500", 1500, "JPY")]
    [InlineData("Rs.500", 500, "INR")]
    [InlineData("CHF 1'234.50", 1234.5, "CHF")]
    [InlineData("Fr. 12.50", 12.5, "CHF")]
    [InlineData("12.50 kr.", 12.5, "SEK")]
    [InlineData("R$ 12,50", 12.5, "BRL")]
    [InlineData("12,50 EUR-", -12.5, "EUR")]
    [InlineData("- 12,50 €", -12.5, "EUR")]
    [InlineData("€\u00a0-12,50", -12.5, "EUR")]
    [InlineData("$12.00 USD", 12, "USD")]
    public void Signs_and_codes_of_currencies_stand_before_or_behind(string text, decimal value, string currency)
    {
        var amount = Read(text, new AmountFormat());

        amount.Value.Should().Be(value);
        amount.Currencies.Should().Contain(currency);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("abc")]
    [InlineData("12.50.30,4,5")]
    [InlineData("1.23.456")]
    [InlineData("12 50")]
    [InlineData("1 2345")]
    [InlineData("1,234 567")]
    [InlineData("--5")]
    [InlineData("(-5)")]
    [InlineData("5-5")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("12:50")]
    [InlineData("1/2")]
    [InlineData("12.")]
    [InlineData("12.5O")]
    [InlineData("€12 $")]
    [InlineData("2026-03-01")]
    [InlineData("NaN")]
    [InlineData("∞")]
    [InlineData("١٢")]
    public void What_is_no_number_is_refused(string text) =>
        new AmountParser(new AmountFormat()).Read(text, out _).Should().NotBeNull("'{0}' is no number", text);

    [Theory]
    [InlineData("12,50", '.', ',')]
    [InlineData("1.234,50", '.', ',')]
    [InlineData("1.234.567,89", '.', ',')]
    [InlineData("12.50", ',', '.')]
    [InlineData("1,234.50", ',', '.')]
    [InlineData("1,234,567.89", ',', '.')]
    [InlineData("1.234,-", '.', ',')]
    public void Another_decimal_sign_than_the_mapping_names_is_refused_with_the_right_one(string text, char said, char right)
    {
        var problem = ProblemOf(text, new AmountFormat { Decimal = said });

        problem.Cause.Should().Be(Cause.WrongDecimalSign);
        problem.Reason.Should().EndWith($"set it to '{right}'");
    }

    [Fact]
    public void Every_amount_is_read_as_it_was_written_in_every_notation()
    {
        var notations = new (char Decimal, string Group)[]
            { ('.', ","), (',', "."), (',', " "), (',', "\u00a0"), (',', "\u202f"), ('.', "'"), ('.', ""), (',', "") };
        var amounts = ArbMap.Default.GeneratorFor<int>().Select(cents => cents / 100m).ToArbitrary();
        Prop.ForAll(amounts, amount =>
        {
            foreach (var (sign, group) in notations)
            {
                var format = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
                (format.NumberDecimalSeparator, format.NumberGroupSeparator) = (sign.ToString(), group);
                var text = amount.ToString("N2", format);
                Read(text, new AmountFormat { Decimal = sign }).Value.Should().Be(amount, "{0}", text);
                // Two decimals can never be a group, so the decimal sign need not be said.
                Read(text, new AmountFormat()).Value.Should().Be(amount, "{0}", text);
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_a_number_or_a_problem_and_never_throws() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), Gen.Elements(".,'- €$()0123456789".ToCharArray()).ArrayOf().ToArbitrary(), (any, near) =>
        {
            foreach (var text in new[] { any ?? "", new string(near) })
            {
                foreach (var format in new[] { new AmountFormat(), new AmountFormat { Decimal = '.' }, new AmountFormat { Decimal = ',' } })
                {
                    if (new AmountParser(format).Read(text, out var amount) is null)
                        Math.Abs(amount.Value).Should().BeLessThan(decimal.MaxValue);
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static Amount Read(string text, AmountFormat format)
    {
        new AmountParser(format).Read(text, out var amount).Should().BeNull("'{0}' is a number", text);
        return amount;
    }

    private static CellProblem ProblemOf(string text, AmountFormat format) =>
        new AmountParser(format).Read(text, out _).Should().NotBeNull().And.Subject.As<CellProblem>();
}
