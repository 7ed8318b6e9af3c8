using Microsoft.Extensions.Options;

namespace Retention.Workflows.Hosting;

/// <summary>Validates the engine's options in code, so that trimming works, and reports all problems at once.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Require(options.BatchSize is >= 1 and <= 10_000, nameof(options.BatchSize), "must be between 1 and 10,000.");
        Require(options.SendConcurrency is >= 1 and <= 1_000, nameof(options.SendConcurrency), "must be between 1 and 1,000.");
        Require(options.SendTimeout >= TimeSpan.FromSeconds(1), nameof(options.SendTimeout), "must be at least 1 second.");
        Require(options.MaxAttempts is >= 1 and <= 100, nameof(options.MaxAttempts), "must be between 1 and 100.");
        Require(options.RetryDelay >= TimeSpan.FromSeconds(1), nameof(options.RetryDelay), "must be at least 1 second.");
        Require(options.MaxRetryDelay >= options.RetryDelay, nameof(options.MaxRetryDelay), "must not be shorter than RetryDelay.");
        Require(options.MaxTriggerAge >= TimeSpan.FromMinutes(1), nameof(options.MaxTriggerAge), "must be at least 1 minute.");
        Require(Enum.IsDefined(options.UnknownCustomers), nameof(options.UnknownCustomers), "must be Wait or Refuse.");
        Require(options.MaxClockSkew >= TimeSpan.Zero, nameof(options.MaxClockSkew), "must be zero or more.");
        Require(options.PollInterval >= TimeSpan.FromMilliseconds(100), nameof(options.PollInterval), "must be at least 100 ms.");
        Require(options.MaxPollInterval >= options.PollInterval && options.MaxPollInterval <= TimeSpan.FromDays(1), nameof(options.MaxPollInterval), "must not be shorter than PollInterval or longer than 1 day.");
        if (options.UnsubscribeUrl is { } unsubscribe)
        {
            Require(
                unsubscribe.Contains(RetentionOptions.UnsubscribeToken, StringComparison.Ordinal) && Uri.TryCreate(unsubscribe.Replace(RetentionOptions.UnsubscribeToken, "t", StringComparison.Ordinal), UriKind.Absolute, out var page) && page.Scheme is "https" or "http",
                nameof(options.UnsubscribeUrl),
                $"must be an https URL that contains {RetentionOptions.UnsubscribeToken}.");
            Require(options.PrivacyKey.Length >= 16, nameof(options.PrivacyKey), "must have at least 16 characters, since unsubscribe links are signed with it.");
        }

        foreach (var cap in options.FrequencyCaps)
            Require(cap.Max >= 0 && !cap.Period.IsZero, nameof(options.FrequencyCaps), "need a maximum of 0 or more and a period longer than zero.");
        foreach (var rate in options.RateLimits)
            Require(rate.Value > 0 && double.IsFinite(rate.Value), nameof(options.RateLimits), $"must be above 0 for '{rate.Key}'.");
        foreach (var hours in options.QuietHours)
            Require(hours.From != hours.Until, nameof(options.QuietHours), "must begin and end at different times.");
        foreach (var (keep, property) in ((TimeSpan?, string)[])
            [(options.Purge.KeepFinishedEnrollments, nameof(PurgeOptions.KeepFinishedEnrollments)), (options.Purge.KeepEvents, nameof(PurgeOptions.KeepEvents)), (options.Purge.KeepVouchers, nameof(PurgeOptions.KeepVouchers))])
            Require(keep is null || keep >= TimeSpan.FromDays(1), $"{nameof(options.Purge)}.{property}", "must be at least 1 day. Leave it out to keep everything.");
        Require(!string.IsNullOrWhiteSpace(options.Shop.Name), "Shop.Name", "must not be empty.");
        Require(!string.IsNullOrWhiteSpace(options.Shop.Locale), "Shop.Locale", "must be a BCP 47 tag such as en or cs-CZ.");
        Require(TimeZones.TryGet(options.Shop.TimeZone, out _), "Shop.TimeZone", $"must be an IANA time zone known to this system, such as Europe/Prague, not '{options.Shop.TimeZone}'.");
        return result.Build();

        void Require(bool isValid, string property, string demand)
        {
            if (!isValid)
                result.AddError($"{property}: {demand}");
        }
    }
}

/// <summary>Validates the segment options.</summary>
internal sealed class SegmentOptionsValidator : IValidateOptions<SegmentOptions>
{
    public ValidateOptionsResult Validate(string? name, SegmentOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.SmallShopBuyers < 0)
            result.AddError("SmallShopBuyers: must be 0 or more.");
        if (options.Window is { IsZero: true })
            result.AddError("Window: must be longer than zero. Leave it out for all history.");
        return result.Build();
    }
}
