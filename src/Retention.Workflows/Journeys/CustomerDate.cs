using System.Globalization;

namespace Retention.Workflows;

/// <summary>A day in the life of a customer, so many days before or after it: <c>CustomerDate.Birthday.DaysBefore(7)</c>. Immutable.</summary>
/// <remarks>
/// Days are counted by the calendar of the customer's zone. What comes every year comes from the year after the first on; 29 February is kept on
/// 28 February in common years.
/// </remarks>
public abstract record CustomerDate
{
    /// <summary>How many days before or after a date can lie, at most.</summary>
    public const int MaxOffset = 366;

    private protected CustomerDate()
    {
    }

    /// <summary>The birthday, every year.</summary>
    public static CustomerDate Birthday { get; } = new BirthdayDate();

    /// <summary>The anniversary of the first purchase that the log holds, every year.</summary>
    public static CustomerDate FirstPurchaseAnniversary { get; } = new FirstPurchaseDate();

    /// <summary>The last day of a voucher that was not redeemed.</summary>
    /// <remarks>Enrollment goes by each voucher that the customer was issued, and the enrollment has that voucher from then on; a wait goes by the voucher that its enrollment has, which is the last one issued in it.</remarks>
    public static CustomerDate VoucherExpiry { get; } = new VoucherExpiryDate();

    /// <summary>How many days it is shifted: negative is before, 0 the day itself; at most <see cref="MaxOffset"/> either way.</summary>
    public int Offset { get; private init; }

    /// <summary>The one day that an attribute of the customer holds, as a text such as <c>2026-05-31</c>.</summary>
    /// <param name="key">The attribute's key. A text with a time counts as well; where it has an offset from UTC, it is the day in the customer's zone.</param>
    /// <exception cref="ArgumentException">It is not a valid attribute key.</exception>
    public static CustomerDate Attribute(string key) => new AttributeDate(key, everyYear: false);

    /// <summary>The anniversary, every year, of the day that an attribute of the customer holds; see <see cref="Attribute"/>.</summary>
    /// <param name="key">The attribute's key.</param>
    /// <exception cref="ArgumentException">It is not a valid attribute key.</exception>
    public static CustomerDate AnniversaryOf(string key) => new AttributeDate(key, everyYear: true);

    /// <summary>So many calendar days earlier; added to what was said before.</summary>
    /// <param name="days">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or the day would lie more than <see cref="MaxOffset"/> days away.</exception>
    public CustomerDate DaysBefore(int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return Shifted(-(long)days, days);
    }

    /// <summary>So many calendar days later; added to what was said before.</summary>
    /// <param name="days">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or the day would lie more than <see cref="MaxOffset"/> days away.</exception>
    public CustomerDate DaysAfter(int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return Shifted(days, days);
    }

    /// <summary>Says the day in English: "the birthday", "7 days before the birthday".</summary>
    public string Describe() => Offset == 0 ? DescribeDay() : string.Create(
        CultureInfo.InvariantCulture, $"{Math.Abs(Offset)} {(Math.Abs(Offset) == 1 ? "day" : "days")} {(Offset < 0 ? "before" : "after")} {DescribeDay()}");

    private protected abstract string DescribeDay();

    private CustomerDate Shifted(long by, int days)
    {
        var offset = Offset + by;
        if (offset is < -MaxOffset or > MaxOffset)
            throw new ArgumentOutOfRangeException(nameof(days), days, string.Create(CultureInfo.InvariantCulture, $"A day lies at most {MaxOffset} days before or after a date."));
        return this with { Offset = (int)offset };
    }
}

/// <summary>The birthday, every year. Made by <see cref="CustomerDate.Birthday"/>.</summary>
public sealed record BirthdayDate : CustomerDate
{
    internal BirthdayDate()
    {
    }

    private protected override string DescribeDay() => "the birthday";
}

/// <summary>The anniversary of the first purchase. Made by <see cref="CustomerDate.FirstPurchaseAnniversary"/>.</summary>
public sealed record FirstPurchaseDate : CustomerDate
{
    internal FirstPurchaseDate()
    {
    }

    private protected override string DescribeDay() => "the anniversary of the first purchase";
}

/// <summary>The last day of a voucher. Made by <see cref="CustomerDate.VoucherExpiry"/>.</summary>
public sealed record VoucherExpiryDate : CustomerDate
{
    internal VoucherExpiryDate()
    {
    }

    private protected override string DescribeDay() => "the last day of the voucher";
}

/// <summary>A day that an attribute of the customer holds. Made by <see cref="CustomerDate.Attribute"/> and <see cref="CustomerDate.AnniversaryOf"/>.</summary>
public sealed record AttributeDate : CustomerDate
{
    internal AttributeDate(string key, bool everyYear)
    {
        if (!PropertyBag.IsKey(key))
            throw new ArgumentException($"'{key}' is not a valid attribute key: a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all.", nameof(key));
        Key = key;
        EveryYear = everyYear;
    }

    /// <summary>The attribute's key.</summary>
    public string Key { get; }

    /// <summary>Whether it comes again every year.</summary>
    public bool EveryYear { get; }

    private protected override string DescribeDay() => EveryYear ? $"the anniversary of {Key}" : $"the day of {Key}";
}

/// <summary>What is done when a date that is waited for lies in the past already.</summary>
public enum WhenPast
{
    /// <summary>Goes on at once, as if it had just come.</summary>
    ContinueNow = 0,

    /// <summary>Goes on behind the step that follows, with all that is inside it: that one came too late.</summary>
    SkipStep = 1,

    /// <summary>Ends the journey for the customer.</summary>
    Exit = 2,
}
