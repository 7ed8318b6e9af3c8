using System.Globalization;

namespace Retention.Workflows;

/// <summary>A rule for a count of events: a comparison and a number.</summary>
public readonly record struct CountRule
{
    private CountRule(CountComparison comparison, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Comparison = comparison;
        Number = number;
    }

    /// <summary>How the count is compared. A default value means "at least 0" and is always true.</summary>
    public CountComparison Comparison { get; }

    /// <summary>The number that the count is compared with; 0 or more.</summary>
    public int Number { get; }

    /// <summary>This many or more.</summary>
    public static CountRule AtLeast(int number) => new(CountComparison.AtLeast, number);

    /// <summary>This many or fewer.</summary>
    public static CountRule AtMost(int number) => new(CountComparison.AtMost, number);

    /// <summary>More than this many.</summary>
    public static CountRule MoreThan(int number) => new(CountComparison.MoreThan, number);

    /// <summary>Exactly this many.</summary>
    public static CountRule Exactly(int number) => new(CountComparison.Exactly, number);

    /// <summary>True if the count satisfies the rule.</summary>
    public bool Accepts(int count) => Comparison switch
    {
        CountComparison.AtLeast => count >= Number,
        CountComparison.AtMost => count <= Number,
        CountComparison.MoreThan => count > Number,
        _ => count == Number,
    };

    /// <summary>
    /// The rule that accepts exactly the counts that this rule refuses. Null for "exactly N" with N above 0, which has no single opposite.
    /// </summary>
    internal CountRule? Opposite => (Comparison, Number) switch
    {
        (CountComparison.AtLeast, > 0) => AtMost(Number - 1),
        (CountComparison.AtMost, < int.MaxValue) => AtLeast(Number + 1),
        (CountComparison.MoreThan, _) => AtMost(Number),
        (CountComparison.Exactly, 0) => AtLeast(1),
        _ => null,
    };

    /// <summary>Returns the rule as the start of a phrase: "no", "at least 2", "exactly 3".</summary>
    public override string ToString() => (Comparison, Number) switch
    {
        (CountComparison.Exactly or CountComparison.AtMost, 0) => "no",
        (CountComparison.AtLeast, _) => $"at least {Text}",
        (CountComparison.AtMost, _) => $"at most {Text}",
        (CountComparison.MoreThan, _) => $"more than {Text}",
        _ => $"exactly {Text}",
    };

    /// <summary>The rule together with the counted event: "a purchase", "no purchase", "at least 2 purchase events".</summary>
    internal string Of(string counted) => (Comparison, Number) switch
    {
        (CountComparison.AtLeast, 1) or (CountComparison.MoreThan, 0) =>
            $"{("aeiou".Contains(counted.FirstOrDefault()) ? "an" : "a")} {counted}",
        (CountComparison.Exactly or CountComparison.AtMost, 0) => $"no {counted}",
        (_, 1) => $"{this} {counted} event",
        _ => $"{this} {counted} events",
    };

    private string Text => Number.ToString(CultureInfo.InvariantCulture);
}
