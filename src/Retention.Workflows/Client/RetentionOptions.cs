namespace Retention.Workflows;

/// <summary>How the engine behaves. Checked when the host starts, and read once: later changes have no effect.</summary>
public sealed class RetentionOptions
{
    /// <summary>The name of the section in the host's configuration.</summary>
    public const string SectionName = "RetentionWorkflows";

    /// <summary>The shop: name, address, locale and time zone.</summary>
    public ShopProfile Shop { get; set; } = new();

    /// <summary>How many enrollments, customers or messages one transaction handles; 1 to 10,000, default 1,000.</summary>
    /// <remarks>Raise it when commits are slow; it costs memory and makes others wait longer for a partition.</remarks>
    public int BatchSize { get; set; } = 1000;

    /// <summary>How many messages are handed over at once, and so are of unknown fate when the process dies then; 1 to 1,000, default 8.</summary>
    public int SendConcurrency { get; set; } = 8;

    /// <summary>How long a channel may take for one message before its fate counts as ambiguous; at least a second, default 30 seconds.</summary>
    /// <remarks>As long the shop's recommender, catalogue, table of stores and voucher issuer may take for what they are asked; then it is tried again later.</remarks>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a message, or a step that fails, is tried before it is dead or stuck; 1 to 100, default 8.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The pause before the first retry; it doubles with every try, with up to a quarter of jitter. At least a second, default 30 seconds.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two retries; default 6 hours.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long ago an event may have happened, or a date of a customer come, to enroll somebody; at least a minute, default a day.</summary>
    /// <remarks>A history that is imported is older, so it moves nobody; after a longer downtime, dates that lie further back enroll nobody. Raise it for journeys by date that may be late; each day of it that was missed is a sweep over the customers. Exits, goals and waits look at when an event happened, however late it comes.</remarks>
    public TimeSpan MaxTriggerAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>What becomes of events whose customer the shop has not described yet; default <see cref="UnknownCustomers.Wait"/>.</summary>
    public UnknownCustomers UnknownCustomers { get; set; }

    /// <summary>The earliest moment at which an event that is handed in may have happened; default the start of 1970.</summary>
    public DateTimeOffset EarliestEvent { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>How far ahead of the engine's clock an event may have happened, since clocks differ; zero or more, default a day. What happened later is refused.</summary>
    public TimeSpan MaxClockSkew { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many messages a customer gets at most, over all journeys; all of them hold. Default none.</summary>
    public IList<FrequencyCap> FrequencyCaps { get; } = [];

    /// <summary>When nothing is sent, by the customer's clock. Default none.</summary>
    public IList<QuietHours> QuietHours { get; } = [];

    /// <summary>How many messages a second this process hands over on a channel at most; above 0. Default no limit.</summary>
    public IDictionary<Channel, double> RateLimits { get; } = new Dictionary<Channel, double>();

    /// <summary>A secret with which addresses and the ids of erased customers are hashed before the suppression list keeps them, and links to unsubscribe and tokens of reports are signed; take it from configuration and never change it. Default empty.</summary>
    public string PrivacyKey { get; set; } = "";

    /// <summary>Stands in <see cref="UnsubscribeUrl"/> where the customer's token goes.</summary>
    public const string UnsubscribeToken = "{token}";

    /// <summary>The shop's page to unsubscribe, with <c>{token}</c> in it; default none. Needs a <see cref="PrivacyKey"/>.</summary>
    /// <remarks>
    /// Mail that is not transactional carries it in the headers of RFC 8058. The page hands the token of a POST to
    /// <see cref="IRetentionClient.UnsubscribeAsync"/>; a GET only shows a page, because mail scanners follow links.
    /// </remarks>
    public string? UnsubscribeUrl { get; set; }

    /// <summary>How long the worker sleeps at most after it did something or was woken, and nothing is due; at least 100 milliseconds, default 2 seconds.</summary>
    /// <remarks>
    /// While nothing happens, each sleep is twice as long as the last, up to <see cref="MaxPollInterval"/>. It ends at once when there is new work of
    /// this process, or of others where the store can tell, and when something is due. That a worker of another process died, nobody can tell:
    /// while one holds a partition or hands messages over, the worker looks each second, or more often where this is shorter. A look is one query for all that the worker does, however much waits.
    /// </remarks>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the worker sleeps at most while nothing happens; not shorter than <see cref="PollInterval"/>, default 15 seconds.</summary>
    /// <remarks>So long it may take until work is found that nobody told of, because a signal was lost or another process wrote to a SQLite file, and until a clock that was set is noticed.</remarks>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long things are kept that are over; default for ever.</summary>
    public PurgeOptions Purge { get; set; } = new();
}
