namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>The sending rules of a trial. The engines get them as options, and the ledger checks them.</summary>
internal sealed record SendingRules
{
    internal const string PrivacyKey = "a key that nobody guesses";

    /// <summary>No rules.</summary>
    internal static SendingRules None { get; } = new();

    internal IReadOnlyList<FrequencyCap> Caps { get; init; } = [];

    internal IReadOnlyList<QuietHours> QuietHours { get; init; } = [];

    /// <summary>Caps and quiet hours drawn from the seed: tight, so that they apply often.</summary>
    internal static SendingRules Drawn(int seed) => new()
    {
        Caps =
        [
            new FrequencyCap { Max = 2 + (seed % 2), Period = Period.Days(1) },
            new FrequencyCap { Max = 1, Period = Period.Hours(6), Channel = Channel.Sms },
        ],
        QuietHours = (seed / 2 % 3) switch
        {
            0 => [new QuietHours { From = new TimeOnly(21, 0), Until = new TimeOnly(8, 0) }],
            1 => [new QuietHours { From = new TimeOnly(12, 0), Until = new TimeOnly(15, 0), Channels = [Channel.Sms, Channel.Push] },
                new QuietHours { From = new TimeOnly(22, 30), Until = new TimeOnly(6, 30) }],
            _ => [],
        },
    };

    internal void Set(RetentionOptions options)
    {
        options.Privacy.Key = PrivacyKey;
        options.Privacy.UnsubscribeUrl = $"https://shop.example/unsubscribe?t={PrivacyOptions.UnsubscribeToken}";
        foreach (var cap in Caps)
            options.FrequencyCaps.Add(cap);
        foreach (var hours in QuietHours)
            options.QuietHours.Add(hours);
    }
}
