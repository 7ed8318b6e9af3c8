namespace Retention.Workflows.Channels.Addresses;

/// <summary>E.164: a plus, 7 to 15 digits without a leading zero, no separators.</summary>
internal static class PhoneNumber
{
    internal static bool IsValid(string? text) =>
        text is { Length: >= 8 and <= 16 } && text[0] == '+' && text[1] != '0' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
