namespace Retention.Workflows.Channels;

/// <summary>The encoding of a text message in the mobile network.</summary>
public enum SmsEncoding
{
    /// <summary>The default alphabet of 3GPP TS 23.038 and its extension: 160 characters in one part, 153 in each of several.</summary>
    Gsm7 = 0,

    /// <summary>UTF-16: 70 code units in one part, 67 in each of several. One letter outside GSM-7 is enough.</summary>
    Ucs2 = 1,
}
