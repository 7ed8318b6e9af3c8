using System.ComponentModel;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Retention.Workflows.Hosting;

namespace Retention.Workflows.Tests.Hosting;

public sealed class ConfigurationTests
{
    [Fact]
    public void Every_option_is_bound_from_json()
    {
        var (options, segments) = Bind("""
            {
              "Shop": { "Name": "Swiftmotion", "Url": "https://swiftmotion.example", "Locale": "cs-CZ", "TimeZone": "Europe/Prague" },
              "Worker": { "BatchSize": 500, "PollInterval": "00:00:01", "MaxPollInterval": "PT20S" },
              "Retries": { "MaxAttempts": 5, "Delay": "00:01:00", "MaxDelay": "1.00:00:00" },
              "Delivery": { "SendConcurrency": 4, "SendTimeout": "PT45S" },
              "Ingestion": { "MaxTriggerAge": "PT36H", "UnknownCustomers": "refuse", "EarliestEvent": "2020-01-01T00:00:00+01:00", "MaxClockSkew": "00:10:00" },
              "Privacy": { "Key": "a key that nobody guesses", "UnsubscribeUrl": "https://swiftmotion.example/u/{token}" },
              "Purge": { "KeepFinishedEnrollments": "800.00:00:00", "KeepEvents": "801.00:00:00", "KeepVouchers": "802.00:00:00" },
              "Segments": { "Window": "P2Y", "SmallShopBuyers": 100 },
              "FrequencyCaps": [ { "Max": 3, "Period": "P7D" }, { "Max": 1, "Period": "PT24H", "Channel": "sms", "Topic": "news" } ],
              "QuietHours": [ { "From": "21:00", "Until": "08:00", "Channels": [ "sms", "push" ] }, { "From": "22:30:15", "Until": "06:00" } ],
              "QuietDays": [ { "Days": [ "Saturday", "sunday" ], "Channels": [ "sms" ] } ],
              "RateLimits": { "email": 10, "letter": 0.5 },
              "PausedJourneys": [ "win-back", "welcome" ]
            }
            """);

        options.Shop.Should().Be(new ShopProfile { Name = "Swiftmotion", Url = new Uri("https://swiftmotion.example"), Locale = "cs-CZ",
            TimeZone = "Europe/Prague" });
        (options.Worker.BatchSize, options.Worker.PollInterval, options.Worker.MaxPollInterval).Should()
            .Be((500, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)));
        (options.Retries.MaxAttempts, options.Retries.Delay, options.Retries.MaxDelay).Should()
            .Be((5, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)));
        (options.Delivery.SendConcurrency, options.Delivery.SendTimeout).Should().Be((4, TimeSpan.FromSeconds(45)));
        (options.Ingestion.MaxTriggerAge, options.Ingestion.UnknownCustomers, options.Ingestion.EarliestEvent,
            options.Ingestion.MaxClockSkew)
            .Should().Be((TimeSpan.FromHours(36), UnknownCustomers.Refuse, new DateTimeOffset(
                2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(1)), TimeSpan.FromMinutes(10)));
        (options.Privacy.Key, options.Privacy.UnsubscribeUrl).Should()
            .Be(("a key that nobody guesses", "https://swiftmotion.example/u/{token}"));
        (options.Purge.KeepFinishedEnrollments, options.Purge.KeepEvents, options.Purge.KeepVouchers).Should()
            .Be((TimeSpan.FromDays(800), TimeSpan.FromDays(801), TimeSpan.FromDays(802)));
        (segments.Window, segments.SmallShopBuyers).Should().Be((Period.Years(2), 100));
        options.FrequencyCaps.Should().Equal(new FrequencyCap { Max = 3, Period = Period.Days(7) },
            new FrequencyCap { Max = 1, Period = Period.Hours(24), Channel = "sms", Topic = "news" });
        options.QuietHours.Select(hours => (hours.From, hours.Until, string.Join(',', hours.Channels))).Should()
            .Equal((new TimeOnly(21, 0), new TimeOnly(8, 0), "sms,push"), (new TimeOnly(22, 30, 15), new TimeOnly(6, 0), ""));
        options.QuietDays.Should().ContainSingle();
        options.QuietDays[0].Days.Should().Equal(DayOfWeek.Saturday, DayOfWeek.Sunday);
        options.RateLimits.Should().BeEquivalentTo(new Dictionary<Channel, double> { [Channel.Email] = 10, ["letter"] = 0.5 });
        options.PausedJourneys.Should().Equal("win-back", "welcome");
    }

    [Fact]
    public void All_unreadable_entries_are_reported_at_once_with_their_paths()
    {
        var binding = () => Bind("""
            {
              "Wroker": { "BatchSize": 500 },
              "Worker": { "BatchSise": 500, "PollInterval": "soon" },
              "Retries": "often",
              "Delivery": { "SendConcurrency": { "Email": 4 } },
              "Ingestion": { "MaxTriggerAge": "P1M", "UnknownCustomers": 1, "EarliestEvent": "yesterday" },
              "Shop": { "Url": "swiftmotion", "TimeZone": "Europe/Brno" },
              "FrequencyCaps": [ { "Max": 3, "Period": "a week" }, { "Period": "P1D", "Channel": "E-Mail!" } ],
              "QuietHours": [ { "From": "21 o'clock", "Until": "08:00", "Channels": [ "SMS", "push" ] } ],
              "QuietDays": [ { "Days": [ "Caturday" ] }, { "Channels": [ "sms" ] } ],
              "RateLimits": { "Email": 10, "sms": "fast", "push": -1 },
              "PausedJourneys": "win-back",
              "Purge": { "KeepEvents": "365" }
            }
            """);

        binding.Should().Throw<OptionsValidationException>().Which.Failures.Should().BeEquivalentTo(
        [
            "Retention:Wroker: there is no such option. Did you mean 'Worker'?",
            "Retention:Worker:BatchSise: there is no such option. Did you mean 'BatchSize'?",
            "Retention:Worker:PollInterval: 'soon' is not a time such as 00:00:30, 1.12:00:00 (days.hours) or PT30S.",
            "Retention:Retries: must be a section, not the single value 'often'.",
            "Retention:Delivery:SendConcurrency: must be a whole number, not a section or a list.",
            "Retention:Ingestion:MaxTriggerAge: 'P1M' is not a time such as 00:00:30, 1.12:00:00 (days.hours) or PT30S.",
            "Retention:Ingestion:UnknownCustomers: '1' is not Wait or Refuse.",
            "Retention:Ingestion:EarliestEvent: 'yesterday' is not a time with its offset, such as 2020-01-01T00:00:00Z.",
            "Retention:Shop:Url: 'swiftmotion' is not an absolute address such as https://shop.example.",
            "Retention:FrequencyCaps:0:Period: 'a week' is not an ISO 8601 duration such as P7D, P6M or PT12H.",
            "Retention:FrequencyCaps:0: lacks 'Period'.",
            "Retention:FrequencyCaps:1:Channel: 'E-Mail!' is not the name of a channel in kebab case, such as email.",
            "Retention:FrequencyCaps:1: lacks 'Max'.",
            "Retention:QuietHours:0:From: '21 o'clock' is not a time of day such as 21:00.",
            "Retention:QuietHours:0:Channels:0: 'SMS' is not the name of a channel in kebab case, such as email.",
            "Retention:QuietHours:0: lacks 'From'.",
            "Retention:QuietDays:0:Days:0: 'Caturday' is not a weekday such as Sunday.",
            "Retention:RateLimits:Email: 'Email' is not the name of a channel in kebab case, such as email.",
            "Retention:RateLimits:sms: 'fast' is not a number.",
            "Retention:PausedJourneys: must be a list or a section, not the single value 'win-back'.",
            "Retention:Purge:KeepEvents: '365' is not a time such as 00:00:30, 1.12:00:00 (days.hours) or PT30S.",
            "RetentionOptions.Shop.TimeZone (Retention:Shop:TimeZone): must be an IANA time zone known to this system, such as Europe/Prague, not 'Europe/Brno'.",
            "RetentionOptions.RateLimits (Retention:RateLimits): must be above 0 for 'push'.",
            "RetentionOptions.QuietDays (Retention:QuietDays): need at least one weekday, and not all seven.",
            "RetentionOptions.QuietDays (Retention:QuietDays): need at least one weekday, and not all seven.",
        ]);
    }

    [Fact]
    public void Options_set_in_code_override_the_configuration()
    {
        var (options, _) = Bind("""{ "Worker": { "BatchSize": 500 }, "Retries": { "MaxAttempts": 3 } }""",
            retention => retention.Configure(options => options.Worker.BatchSize = 7));

        (options.Worker.BatchSize, options.Retries.MaxAttempts).Should().Be((7, 3));
    }

    [Fact]
    public void A_missing_section_changes_nothing()
    {
        var (options, _) = Bind("{}");

        (options.Worker.BatchSize, options.QuietHours.Count).Should().Be((1000, 0));
    }

    [Theory]
    [InlineData(typeof(Channel), "sms")]
    [InlineData(typeof(Topic), "news")]
    [InlineData(typeof(JourneyName), "win-back")]
    [InlineData(typeof(CustomerId), "c-1001")]
    [InlineData(typeof(EventName), "purchase")]
    [InlineData(typeof(TemplateName), "offer")]
    [InlineData(typeof(OfferName), "comeback-20")]
    [InlineData(typeof(ProductId), "socks")]
    [InlineData(typeof(Period), "P7D")]
    public void Names_and_periods_convert_from_and_to_text(Type type, string text)
    {
        var converter = TypeDescriptor.GetConverter(type);

        var value = converter.ConvertFromInvariantString(text);

        value.Should().BeOfType(type);
        converter.ConvertToInvariantString(value).Should().Be(text);
    }

    private static (RetentionOptions Options, SegmentOptions Segments) Bind(string json, Action<RetentionBuilder>? configure = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Retention": {{json}} }"""));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        using var provider = new ServiceCollection().AddLogging()
            .AddRetentionWorkflows(configuration.GetSection(RetentionOptions.SectionName), retention => configure?.Invoke(retention))
            .BuildServiceProvider();
        return (provider.GetRequiredService<IOptions<RetentionOptions>>().Value,
            provider.GetRequiredService<IOptions<SegmentOptions>>().Value);
    }
}
