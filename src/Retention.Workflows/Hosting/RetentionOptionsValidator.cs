using Microsoft.Extensions.Options;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Events;

namespace Retention.Workflows.Hosting;

/// <summary>Validates the engine's options in code, so that trimming works, and reports all problems at once.</summary>
internal sealed class RetentionOptionsValidator(IEnumerable<RetentionConfiguration> configurations) : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Require(options.Worker.BatchSize is >= 1 and <= 10_000, "Worker.BatchSize", "must be between 1 and 10,000.");
        Require(options.Delivery.SendConcurrency is null or (>= 1 and <= 1_000), "Delivery.SendConcurrency", "must be between 1 and 1,000.");
        Require(options.Delivery.MaxAttachmentBytes is >= 1 and <= 100_000_000, "Delivery.MaxAttachmentBytes",
            "must be between 1 and 100,000,000.");
        Require(options.Delivery.SenderFaultThreshold is >= 1 and <= 1_000, "Delivery.SenderFaultThreshold",
            "must be between 1 and 1,000.");
        Require(options.Delivery.OutageHorizon >= TimeSpan.FromMinutes(1), "Delivery.OutageHorizon", "must be at least 1 minute");
        Require(options.Delivery.SendTimeout >= TimeSpan.FromSeconds(1), "Delivery.SendTimeout", "must be at least 1 second.");
        Require(options.Retries.MaxAttempts is >= 1 and <= 100, "Retries.MaxAttempts", "must be between 1 and 100.");
        Require(options.Retries.Delay >= TimeSpan.FromSeconds(1), "Retries.Delay", "must be at least 1 second.");
        Require(options.Retries.MaxDelay >= options.Retries.Delay, "Retries.MaxDelay", "must not be shorter than Delay.");
        Require(options.Ingestion.MaxTriggerAge >= TimeSpan.FromMinutes(1), "Ingestion.MaxTriggerAge", "must be at least 1 minute.");
        Require(Enum.IsDefined(options.Ingestion.UnknownCustomers), "Ingestion.UnknownCustomers", "must be Wait or Refuse.");
        Require(options.Ingestion.MaxClockSkew >= TimeSpan.Zero, "Ingestion.MaxClockSkew", "must be zero or more.");
        Require(options.Worker.TransactionTime >= TimeSpan.FromMilliseconds(1) && options.Worker.TransactionTime <= TimeSpan.FromMinutes(1),
            "Worker.TransactionTime", "must be between 1 ms and 1 minute.");
        Require(options.Worker.PollInterval >= TimeSpan.FromMilliseconds(100), "Worker.PollInterval", "must be at least 100 ms.");
        Require(options.Worker.MaxPollInterval >= options.Worker.PollInterval && options.Worker.MaxPollInterval <= TimeSpan.FromDays(1),
            "Worker.MaxPollInterval", "must not be shorter than PollInterval or longer than 1 day.");
        if (options.Privacy.UnsubscribeUrl is { } unsubscribe)
        {
            Require(
                unsubscribe.Contains(PrivacyOptions.UnsubscribeToken, StringComparison.Ordinal)
                    && Uri.TryCreate(unsubscribe.Replace(PrivacyOptions.UnsubscribeToken, "t", StringComparison.Ordinal), UriKind.Absolute,
                        out var page) && page.Scheme is "https" or "http",
                "Privacy.UnsubscribeUrl",
                $"must be an https URL that contains {PrivacyOptions.UnsubscribeToken}.");
        }

        Require(
            options.Privacy.Key is { } key
                && (EncryptedToken.IsKey(key) || (key.Length == 0 && options.Privacy.UnsubscribeUrl is null)),
            "Privacy.Key", $"must have at least {EncryptedToken.MinKeyBytes} bytes, since unsubscribe links and report tokens are made with it.");

        foreach (var cap in options.FrequencyCaps)
            Require(cap.Max >= 0 && !cap.Period.IsZero, nameof(options.FrequencyCaps),
                "need a maximum of 0 or more and a period longer than zero.");
        foreach (var rate in options.RateLimits)
            Require(rate.Value > 0 && double.IsFinite(rate.Value), nameof(options.RateLimits), $"must be above 0 for '{rate.Key}'.");
        foreach (var hours in options.QuietHours)
            Require(hours.From != hours.Until, nameof(options.QuietHours), "must begin and end at different times.");
        foreach (var days in options.QuietDays)
            Require(days.Days.Count > 0 && days.Days.Distinct().Count() < 7 && days.Days.All(Enum.IsDefined), nameof(options.QuietDays),
                "need at least one weekday, and not all seven.");
        foreach (var (keep, property) in ((TimeSpan?, string)[])
            [(options.Purge.KeepFinishedEnrollments, nameof(PurgeOptions.KeepFinishedEnrollments)), (options.Purge.KeepEvents, nameof(
                PurgeOptions.KeepEvents)), (options.Purge.KeepVouchers, nameof(PurgeOptions.KeepVouchers))])
            Require(keep is null || keep >= TimeSpan.FromDays(1), $"{nameof(options.Purge)}.{property}",
                "must be at least 1 day. Leave it out to keep everything.");
        Require(!string.IsNullOrWhiteSpace(options.Shop.Name), "Shop.Name", "must not be empty.");
        Require(!string.IsNullOrWhiteSpace(options.Shop.Locale), "Shop.Locale", "must be a BCP 47 tag such as en or cs-CZ.");
        Require(options.Shop.Region is null || (options.Shop.Region.Length == 2 && options.Shop.Region.All(char.IsAsciiLetterUpper)), "Shop.Region",
            "must be two capital letters such as CZ. Leave it out for the country of the locale.");
        Require(options.Shop.Currency is null || Money.IsCurrency(options.Shop.Currency), "Shop.Currency",
            "must be an ISO 4217 code of three capital letters such as EUR.");
        Require(TimeZones.TryGet(options.Shop.TimeZone, out _), "Shop.TimeZone",
            $"must be an IANA time zone known to this system, such as Europe/Prague, not '{options.Shop.TimeZone}'.");
        return result.Build();

        void Require(bool isValid, string property, string demand)
        {
            if (!isValid)
                result.AddError(
                    $"{nameof(RetentionOptions)}.{property}{RetentionConfiguration.PathOf(configurations, property)}: {demand}");
        }
    }
}

/// <summary>Validates the segment options.</summary>
internal sealed class SegmentOptionsValidator(IEnumerable<RetentionConfiguration> configurations) : IValidateOptions<SegmentOptions>
{
    public ValidateOptionsResult Validate(string? name, SegmentOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.SmallShopBuyers < 0)
            result.AddError($"SegmentOptions.SmallShopBuyers{PathOf(nameof(options.SmallShopBuyers))}: must be 0 or more.");
        if (options.Window is { IsZero: true })
            result.AddError($"SegmentOptions.Window{PathOf(nameof(options.Window))}: must be longer than zero. Leave it out for all history.");
        return result.Build();

        string PathOf(string property) => RetentionConfiguration.PathOf(configurations, $"Segments.{property}");
    }
}
