using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using static System.Globalization.CultureInfo;

namespace Retention.Workflows.Hosting;

/// <summary>
/// Reads <see cref="RetentionOptions"/> and <see cref="SegmentOptions"/> from a section of the host's configuration. Entries that cannot
/// be read keep the host from starting.
/// </summary>
internal sealed class RetentionConfiguration(IConfiguration section) : IValidateOptions<RetentionOptions>
{
    private const string Duration = "a time such as 00:00:30, 1.12:00:00 (days.hours) or PT30S";
    private const string PeriodForm = "an ISO 8601 duration such as P7D, P6M or PT12H";
    private const string ChannelForm = "the name of a channel in kebab case, such as email";
    private const string Whole = "a whole number";

    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var problems = new List<string>();
        Read(new RetentionOptions(), new SegmentOptions(), problems);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>
    /// Returns the configuration path of an option in brackets, from the last section that has the option; empty if none has it.
    /// </summary>
    internal static string PathOf(IEnumerable<RetentionConfiguration> configurations, string property) =>
        configurations.Reverse().Select(configuration => configuration.Find(property)).FirstOrDefault(found => found is not null) is { } path
            ? $" ({path})" : "";

    private string? Find(string property) =>
        section.GetSection(property.Replace('.', ':')) is var found && found.Exists() ? found.Path : null;

    internal void ApplyTo(RetentionOptions options) => Read(options, new SegmentOptions(), []);

    internal void ApplyTo(SegmentOptions options) => Read(new RetentionOptions(), options, []);

    private void Read(RetentionOptions options, SegmentOptions segments, List<string> problems)
    {
        var reader = new SettingsReader(section, problems);
        reader.Section(nameof(options.Shop), shop => Shop(shop, options));
        reader.Section(nameof(options.Worker), worker => Worker(worker, options.Worker));
        reader.Section(nameof(options.Retries), retries => Retries(retries, options.Retries));
        reader.Section(nameof(options.Delivery), delivery => Delivery(delivery, options.Delivery));
        reader.Section(nameof(options.Ingestion), ingestion => Ingestion(ingestion, options.Ingestion));
        reader.Section(nameof(options.Privacy), privacy => Privacy(privacy, options.Privacy));
        reader.Section(nameof(options.Purge), purge => Purge(purge, options.Purge));
        reader.Section("Segments", some => Segments(some, segments));
        reader.Sections(nameof(options.FrequencyCaps), cap => FrequencyCap(cap, options));
        reader.Sections(nameof(options.QuietHours), hours => QuietHours(hours, options));
        reader.Sections(nameof(options.QuietDays), days => QuietDays(days, options));
        reader.Pairs(nameof(options.RateLimits), ChannelForm, text => new Channel(text), "a number", Number,
            (channel, rate) => options.RateLimits[channel] = rate);
        reader.Values(nameof(options.PausedJourneys), "the name of a journey in kebab case", text => new JourneyName(text),
            options.PausedJourneys.Add);
        reader.Close();
    }

    private static void Shop(SettingsReader reader, RetentionOptions options)
    {
        reader.Value("Name", "a text", text => text, name => options.Shop = options.Shop with { Name = name });
        reader.Value("Url", "an absolute address such as https://shop.example", text => new Uri(text, UriKind.Absolute),
            url => options.Shop = options.Shop with { Url = url });
        reader.Value("Locale", "a text", text => text, locale => options.Shop = options.Shop with { Locale = locale });
        reader.Value("Region", "a text", text => text, region => options.Shop = options.Shop with { Region = region });
        reader.Value("Currency", "a text", text => text, currency => options.Shop = options.Shop with { Currency = currency });
        reader.Value("TimeZone", "a text", text => text, zone => options.Shop = options.Shop with { TimeZone = zone });
    }

    private static void Worker(SettingsReader reader, WorkerOptions options)
    {
        reader.Value(nameof(options.BatchSize), Whole, Integer, value => options.BatchSize = value);
        reader.Value(nameof(options.TransactionTime), Duration, Span, value => options.TransactionTime = value);
        reader.Value(nameof(options.PollInterval), Duration, Span, value => options.PollInterval = value);
        reader.Value(nameof(options.MaxPollInterval), Duration, Span, value => options.MaxPollInterval = value);
    }

    private static void Retries(SettingsReader reader, RetryOptions options)
    {
        reader.Value(nameof(options.MaxAttempts), Whole, Integer, value => options.MaxAttempts = value);
        reader.Value(nameof(options.Delay), Duration, Span, value => options.Delay = value);
        reader.Value(nameof(options.MaxDelay), Duration, Span, value => options.MaxDelay = value);
    }

    private static void Delivery(SettingsReader reader, DeliveryOptions options)
    {
        reader.Value(nameof(options.SendConcurrency), Whole, Integer, value => options.SendConcurrency = value);
        reader.Value(nameof(options.MaxAttachmentBytes), Whole, Integer, value => options.MaxAttachmentBytes = value);
        reader.Value(nameof(options.SendTimeout), Duration, Span, value => options.SendTimeout = value);
        reader.Value(nameof(options.SenderFaultThreshold), Whole, Integer, value => options.SenderFaultThreshold = value);
        reader.Value(nameof(options.OutageHorizon), Duration, Span, value => options.OutageHorizon = value);
    }

    private static void Ingestion(SettingsReader reader, IngestionOptions options)
    {
        reader.Value(nameof(options.MaxTriggerAge), Duration, Span, value => options.MaxTriggerAge = value);
        reader.Value(
            nameof(options.UnknownCustomers), "Wait or Refuse", Choice<UnknownCustomers>, value => options.UnknownCustomers = value);
        reader.Value(nameof(options.EarliestEvent), "a time with its offset, such as 2020-01-01T00:00:00Z", Instant,
            value => options.EarliestEvent = value);
        reader.Value(nameof(options.MaxClockSkew), Duration, Span, value => options.MaxClockSkew = value);
    }

    private static void Privacy(SettingsReader reader, PrivacyOptions options)
    {
        reader.Value(nameof(options.Key), "a text", text => text, value => options.Key = value);
        reader.Value(nameof(options.UnsubscribeUrl), "a text", text => text, value => options.UnsubscribeUrl = value);
    }

    private static void Purge(SettingsReader reader, PurgeOptions options)
    {
        reader.Value(nameof(options.KeepFinishedEnrollments), Duration, Span, value => options.KeepFinishedEnrollments = value);
        reader.Value(nameof(options.KeepEvents), Duration, Span, value => options.KeepEvents = value);
        reader.Value(nameof(options.KeepVouchers), Duration, Span, value => options.KeepVouchers = value);
    }

    private static void Segments(SettingsReader reader, SegmentOptions options)
    {
        reader.Value(nameof(options.Window), PeriodForm, Period.Parse, value => options.Window = value);
        reader.Value(nameof(options.SmallShopBuyers), Whole, Integer, value => options.SmallShopBuyers = value);
    }

    private static void FrequencyCap(SettingsReader reader, RetentionOptions options)
    {
        int? max = null;
        Period? period = null;
        Channel? channel = null;
        Topic? topic = null;
        reader.Value("Max", Whole, Integer, value => max = value);
        reader.Value("Period", PeriodForm, Period.Parse, value => period = value);
        reader.Value("Channel", ChannelForm, text => new Channel(text), value => channel = value);
        reader.Value("Topic", "the name of a topic in kebab case, such as marketing", text => new Topic(text), value => topic = value);
        if (max is null)
            reader.Lacks("Max");
        if (period is null)
            reader.Lacks("Period");
        if (max is not null && period is not null)
            options.FrequencyCaps.Add(new FrequencyCap { Max = max.Value, Period = period.Value, Channel = channel, Topic = topic });
    }

    private static void QuietHours(SettingsReader reader, RetentionOptions options)
    {
        TimeOnly? from = null;
        TimeOnly? until = null;
        var channels = new List<Channel>();
        reader.Value("From", "a time of day such as 21:00", Clock, value => from = value);
        reader.Value("Until", "a time of day such as 08:00", Clock, value => until = value);
        reader.Values("Channels", ChannelForm, text => new Channel(text), channels.Add);
        if (from is null)
            reader.Lacks("From");
        if (until is null)
            reader.Lacks("Until");
        if (from is not null && until is not null)
            options.QuietHours.Add(new QuietHours { From = from.Value, Until = until.Value, Channels = channels });
    }

    private static void QuietDays(SettingsReader reader, RetentionOptions options)
    {
        var (days, channels) = (new List<DayOfWeek>(), new List<Channel>());
        reader.Values("Days", "a weekday such as Sunday", Choice<DayOfWeek>, days.Add);
        reader.Values("Channels", ChannelForm, text => new Channel(text), channels.Add);
        options.QuietDays.Add(new QuietDays { Days = days, Channels = channels });
    }

    private static int Integer(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, InvariantCulture);

    private static double Number(string text) =>
        double.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, InvariantCulture);

    private static DateTimeOffset Instant(string text) =>
        DateTimeOffset.ParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static TimeOnly Clock(string text) => TimeOnly.ParseExact(text, ["HH:mm", "HH:mm:ss"], InvariantCulture);

    /// <summary>A member name of the enum; numbers are not accepted.</summary>
    private static T Choice<T>(string text) where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<T>(name) : throw new FormatException();

    /// <summary>An exact duration, so no calendar days or months.</summary>
    private static TimeSpan Span(string text)
    {
        if (TimeSpan.TryParseExact(text, ["c", "g"], InvariantCulture, out var span) && text.Contains(':', StringComparison.Ordinal))
            return span;
        var period = Period.Parse(text);
        return period is { MonthCount: 0, DayCount: 0 } ? period.TimePart : throw new FormatException();
    }
}
