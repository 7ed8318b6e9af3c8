using System.Globalization;

namespace Retention.Workflows;

/// <summary>
/// A day in a customer attribute. Created by <see cref="CustomerDate.Attribute"/> and <see cref="CustomerDate.AnniversaryOf"/>.
/// </summary>
public sealed record AttributeDate : CustomerDate
{
    internal AttributeDate(string key, bool everyYear)
    {
        if (!PropertyBag.IsKey(key))
            throw new ArgumentException(
                $"'{key}' is not a valid attribute key: a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all.", nameof(key));
        Key = key;
        EveryYear = everyYear;
    }

    /// <summary>The attribute's key.</summary>
    public string Key { get; }

    /// <summary>True if it recurs every year.</summary>
    public bool EveryYear { get; }

    private protected override string DescribeDay() => EveryYear ? $"the anniversary of {Key}" : $"the day of {Key}";
}
