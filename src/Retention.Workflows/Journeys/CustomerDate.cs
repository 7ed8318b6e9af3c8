using System.Globalization;

namespace Retention.Workflows;

/// <summary>A date of a customer, optionally shifted by days: <c>CustomerDate.Birthday.DaysBefore(7)</c>. Immutable.</summary>
/// <remarks>
/// Days are calendar days in the customer's zone. A yearly date recurs from the year after the first one; 29 February becomes 28 February
/// in common years.
/// </remarks>
public abstract record CustomerDate
{
    /// <summary>The maximum shift in days, in either direction.</summary>
    public const int MaxOffset = 366;

    private protected CustomerDate()
    {
    }

    /// <summary>The birthday, every year.</summary>
    public static CustomerDate Birthday { get; } = new BirthdayDate();

    /// <summary>The anniversary of the first purchase in the event log, every year.</summary>
    public static CustomerDate FirstPurchaseAnniversary { get; } = new FirstPurchaseDate();

    /// <summary>The last day of a voucher that was not redeemed.</summary>
    /// <remarks>Each voucher of the customer can enroll, and the enrollment then has that voucher. A wait uses the voucher of its
    /// enrollment, which is the last one issued in it.</remarks>
    public static CustomerDate VoucherExpiry { get; } = new VoucherExpiryDate();

    /// <summary>
    /// The shift in days: negative for before, 0 for the day itself; at most <see cref="MaxOffset"/> in either direction.
    /// </summary>
    public int Offset { get; private init; }

    /// <summary>The single day in a customer attribute, as a text such as <c>2026-05-31</c>.</summary>
    /// <param name="key">The attribute's key. A text with a time is allowed; with an offset from UTC, the day in the customer's zone is
    /// used.</param>
    /// <exception cref="ArgumentException">The key is not a valid attribute key.</exception>
    public static CustomerDate Attribute(string key) => new AttributeDate(key, everyYear: false);

    /// <summary>The yearly anniversary of the day in a customer attribute; see <see cref="Attribute"/>.</summary>
    /// <param name="key">The attribute's key.</param>
    /// <exception cref="ArgumentException">The key is not a valid attribute key.</exception>
    public static CustomerDate AnniversaryOf(string key) => new AttributeDate(key, everyYear: true);

    /// <summary>Shifts the date by calendar days to earlier. Shifts add up.</summary>
    /// <param name="days">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or the total shift is more than <see cref="MaxOffset"/>
    /// days.</exception>
    public CustomerDate DaysBefore(int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return Shifted(-(long)days, days);
    }

    /// <summary>Shifts the date by calendar days to later. Shifts add up.</summary>
    /// <param name="days">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or the total shift is more than <see cref="MaxOffset"/>
    /// days.</exception>
    public CustomerDate DaysAfter(int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return Shifted(days, days);
    }

    /// <summary>Returns the date in English: "the birthday", "7 days before the birthday".</summary>
    public string Describe() => Offset == 0 ? DescribeDay() : string.Create(
        CultureInfo.InvariantCulture,
        $"{Math.Abs(Offset)} {(Math.Abs(Offset) == 1 ? "day" : "days")} {(Offset < 0 ? "before" : "after")} {DescribeDay()}");

    private protected abstract string DescribeDay();

    private CustomerDate Shifted(long by, int days)
    {
        var offset = Offset + by;
        if (offset is < -MaxOffset or > MaxOffset)
            throw new ArgumentOutOfRangeException(nameof(days), days,
                string.Create(CultureInfo.InvariantCulture, $"An offset is at most {MaxOffset} days before or after the date."));
        return this with { Offset = (int)offset };
    }
}
