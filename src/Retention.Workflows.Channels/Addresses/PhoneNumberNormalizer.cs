using System.Globalization;
using PhoneNumbers;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>
/// The canonical form of a phone number: E.164, read with the shop's country. National variants of the same number have one identity.
/// </summary>
/// <remarks>
/// Providers report some numbers in an older national form. Brazil's mobile numbers come without their ninth digit, Mexico's with a 1 after
/// the country code, Argentina's with or without a 9, Benin's without 01.
/// </remarks>
public sealed class PhoneNumberNormalizer : IAddressNormalizer
{
    private const string NoNumber = "is not a phone number";
    private const string NoCountry = "is a phone number without its country code, and the shop has no country (Shop.Region)";

    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    private readonly string? _region;

    /// <summary>Creates a normalizer.</summary>
    /// <param name="channel">The channel; the ids of Viber's bot API are addresses of <see cref="Channel.Viber"/>, too.</param>
    /// <param name="region">The country whose national numbers are understood, such as <c>CZ</c>; null, or an unknown one, for
    /// none.</param>
    public PhoneNumberNormalizer(Channel channel, string? region)
    {
        Channel = channel;
        _region = region is not null && Numbers.GetSupportedRegions().Contains(region) ? region : null;
    }

    /// <inheritdoc/>
    public Channel Channel { get; }

    /// <summary>The shop's country: its own setting, else the country of its locale; null if it has neither.</summary>
    internal static string? RegionOf(ShopProfile shop) => shop.Region
        ?? shop.Locale.Split('-', '_').Skip(1).FirstOrDefault(part => part.Length == 2 && part.All(char.IsAsciiLetter))?.ToUpperInvariant();

    /// <inheritdoc/>
    public NormalizedAddress Normalize(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var text = Visible(address);
        if (text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            text = text[4..];
        if (Channel == Channel.Viber && !text.StartsWith('+') && Addresses.ViberIds.IsId(text))
            return NormalizedAddress.Of(text); // case matters in an id of the bot API
        if (text.Any(char.IsLetter))
            return NormalizedAddress.Refused(NoNumber);
        return Read(text);
    }

    /// <inheritdoc/>
    public NormalizedAddress NormalizeReported(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Length > 0 && address.All(char.IsAsciiDigit) && Read($"+{address}") is { Problem: null } international
            ? international : Normalize(address);
    }

    private NormalizedAddress Read(string text)
    {
        try
        {
            var number = Numbers.Parse(text, _region);
            var digits = Numbers.GetNationalSignificantNumber(number);
            var national = Current(number.CountryCode, digits);
            if (number.HasExtension || (national == digits && !IsWhole(number)))
                return NormalizedAddress.Refused(NoNumber);
            var canonical = $"+{number.CountryCode}{national}";
            return Addresses.PhoneNumber.IsValid(canonical)
                ? NormalizedAddress.Of(canonical, $"+{number.CountryCode}{WithoutMark(number.CountryCode, national)}")
                : NormalizedAddress.Refused(NoNumber);
        }
        catch (NumberParseException exception)
        {
            return NormalizedAddress.Refused(
                exception.ErrorType == ErrorType.INVALID_COUNTRY_CODE && !text.StartsWith('+') ? NoCountry : NoNumber);
        }
    }

    /// <summary>The text without characters that nobody sees; every kind of space is a plain one.</summary>
    private static string Visible(string address) =>
        new string([.. address.Where(letter => char.GetUnicodeCategory(letter) != UnicodeCategory.Format)
            .Select(letter => char.IsWhiteSpace(letter) ? ' ' : letter)]).Trim();

    /// <summary>True if the number has the length of a whole one. A number without its area code reaches somebody else or nobody.</summary>
    private static bool IsWhole(PhoneNumbers.PhoneNumber number) =>
        Numbers.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE;

    /// <summary>The present form of a number that is written in an older one.</summary>
    private static string Current(int country, string digits) => (country, digits) switch
    {
        (55, { Length: 10 }) when digits[2] is >= '6' and <= '9' => $"{digits[..2]}9{digits[2..]}",
        (52, ['1', ..] and { Length: 11 }) => digits[1..],
        (229, { Length: 8 }) => $"01{digits}",
        _ => digits,
    };

    /// <summary>Argentina's 9 marks a mobile number in some networks only, so it does not tell two numbers apart.</summary>
    private static string WithoutMark(int country, string digits) => (country, digits) switch
    {
        (54, ['9', ..] and { Length: 11 }) => digits[1..],
        _ => digits,
    };
}
