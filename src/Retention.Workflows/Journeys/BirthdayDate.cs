using System.Globalization;

namespace Retention.Workflows;

/// <summary>The birthday, every year. Created by <see cref="CustomerDate.Birthday"/>.</summary>
public sealed record BirthdayDate : CustomerDate
{
    internal BirthdayDate()
    {
    }

    private protected override string DescribeDay() => "the birthday";
}
