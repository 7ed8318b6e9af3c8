using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>A question about one customer, as data. It can be stored, drawn, explained and evaluated for many customers at once.</summary>
/// <remarks>
/// Conditions are created by the members of <see cref="Customer"/> (<c>Customer.InSegment(...)</c>, <c>Customer.Had("purchase")...</c>) and
/// joined with <c>&amp;</c>, <c>|</c> and <c>!</c>. Immutable. Two conditions are equal when they have the same content.
/// </remarks>
public abstract record Condition
{
    private protected Condition()
    {
    }

    /// <summary>Both conditions must be true. A chain of <c>&amp;</c> becomes one condition with many parts.</summary>
    public static Condition operator &(Condition left, Condition right) => AllCondition.Join(left, right);

    /// <summary>At least one of the conditions must be true. A chain of <c>|</c> becomes one condition with many parts.</summary>
    public static Condition operator |(Condition left, Condition right) => AnyCondition.Join(left, right);

    /// <summary>The condition must be false. A double negation returns the original condition.</summary>
    public static Condition operator !(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return condition is NotCondition not ? not.Part : new NotCondition(condition);
    }

    /// <summary>Describes the condition in one line of English: "no being-warmed-up in the last 6 months".</summary>
    public abstract string Describe();

    /// <summary>Returns <see cref="Describe"/>.</summary>
    public sealed override string ToString() => Describe();

    /// <summary>Describes the opposite condition in one line of English.</summary>
    internal virtual string DescribeOpposite() => $"not {Within(this)}";

    /// <summary>Describes a part inside a longer text; joined conditions get parentheses.</summary>
    private protected static string Within(Condition part) =>
        part is AllCondition or AnyCondition ? $"({part.Describe()})" : part.Describe();
}
