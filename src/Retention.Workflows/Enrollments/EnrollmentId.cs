using System.Globalization;

namespace Retention.Workflows;

/// <summary>The id of an enrollment: its partition and a number that increases within the partition.</summary>
/// <param name="Partition">The partition of the customer, 0 or more.</param>
/// <param name="Number">The number within the partition, 1 or more.</param>
public readonly record struct EnrollmentId(int Partition, long Number)
{
    /// <summary>Returns <c>partition-number</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}-{Number}");

    /// <summary>Parses the text that <see cref="ToString"/> returns. Returns false for any other text or null.</summary>
    public static bool TryParse(string? text, out EnrollmentId id)
    {
        id = default;
        var hyphen = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (hyphen <= 0
            || !int.TryParse(text.AsSpan(0, hyphen), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(text.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        id = new EnrollmentId(partition, number);
        return true;
    }
}
