using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>A question about one customer, as data: it can be stored, drawn, explained and answered for many customers at once.</summary>
/// <remarks>
/// Made by the members of <see cref="Customer"/> (<c>Customer.InSegment(...)</c>, <c>Customer.Had("purchase")...</c>) and joined
/// with <c>&amp;</c>, <c>|</c> and <c>!</c>. Immutable; two conditions are equal when they ask the same.
/// </remarks>
public abstract record Condition
{
    private protected Condition()
    {
    }

    /// <summary>Both must hold. Chains of <c>&amp;</c> become one condition with many parts.</summary>
    public static Condition operator &(Condition left, Condition right) => AllCondition.Join(left, right);

    /// <summary>One must hold. Chains of <c>|</c> become one condition with many parts.</summary>
    public static Condition operator |(Condition left, Condition right) => AnyCondition.Join(left, right);

    /// <summary>The opposite. Twice is none.</summary>
    public static Condition operator !(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return condition is NotCondition not ? not.Part : new NotCondition(condition);
    }

    /// <summary>Says in one line of English what is asked: "no being-warmed-up in the last 6 months".</summary>
    public abstract string Describe();

    /// <summary>Returns <see cref="Describe"/>.</summary>
    public sealed override string ToString() => Describe();

    /// <summary>Says the opposite in one line of English.</summary>
    internal virtual string DescribeOpposite() => $"not {Within(this)}";

    /// <summary>The text as part of a longer one: what is joined gets parentheses.</summary>
    private protected static string Within(Condition part) =>
        part is AllCondition or AnyCondition ? $"({part.Describe()})" : part.Describe();
}
