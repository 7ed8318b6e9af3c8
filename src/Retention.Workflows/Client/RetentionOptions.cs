namespace Retention.Workflows;

/// <summary>The engine's options. Checked when the host starts and read once; later changes have no effect.</summary>
public sealed class RetentionOptions
{
    /// <summary>The name of the section in the host's configuration.</summary>
    public const string SectionName = "RetentionWorkflows";

    /// <summary>The shop: name, address, locale and time zone.</summary>
    public ShopProfile Shop { get; set; } = new();

    /// <summary>How many enrollments, customers or messages one transaction handles; 1 to 10,000, default 1,000.</summary>
    /// <remarks>Raise it if commits are slow. It costs memory and makes others wait longer for a partition.</remarks>
    public int BatchSize { get; set; } = 1000;

    /// <summary>How many messages are sent at once, and so are in doubt if the process dies then; 1 to 1,000, default 8.</summary>
    public int SendConcurrency { get; set; } = 8;

    /// <summary>
    /// How long a channel may take for one message before the result is ambiguous; at least 1 second, default 30 seconds.
    /// </summary>
    /// <remarks>The host's recommender, catalogue, store availability and voucher issuer have the same timeout; their calls are retried
    /// later.</remarks>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum number of attempts before a message is dead or an enrollment stuck; 1 to 100, default 8.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>
    /// The pause before the first retry. It doubles with every attempt, with up to a quarter of jitter. At least 1 second, default 30
    /// seconds.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two retries; default 6 hours.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromHours(6);

    /// <summary>The maximum age of an event, or of a customer's date, that enrolls; at least 1 minute, default 1 day.</summary>
    /// <remarks>An imported history is older and therefore enrolls nobody; after a longer downtime, older dates enroll nobody either. Raise
    /// it for journeys by date that may be late; each missed day is then a sweep over the customers. Exits, goals and waits use the time
    /// when an event happened, however late it arrives.</remarks>
    public TimeSpan MaxTriggerAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How events of customers without a description are handled; default <see cref="UnknownCustomers.Wait"/>.</summary>
    public UnknownCustomers UnknownCustomers { get; set; }

    /// <summary>The earliest time of an event; default the start of 1970 in UTC. Older events are refused.</summary>
    public DateTimeOffset EarliestEvent { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>
    /// How far ahead of the engine's clock an event may be, since clocks differ; zero or more, default 1 day. Later events are refused.
    /// </summary>
    public TimeSpan MaxClockSkew { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The maximum numbers of messages per customer, over all journeys. All caps apply. Default none.</summary>
    public IList<FrequencyCap> FrequencyCaps { get; } = [];

    /// <summary>Times of day when nothing is sent, in the customer's zone. Default none.</summary>
    public IList<QuietHours> QuietHours { get; } = [];

    /// <summary>The maximum number of messages per second that this process sends on a channel; above 0. Default no limit.</summary>
    public IDictionary<Channel, double> RateLimits { get; } = new Dictionary<Channel, double>();

    /// <summary>
    /// A secret key for the keyed hashes of addresses and erased ids in the suppression list, and for the signatures of unsubscribe links
    /// and report tokens. Take it from configuration and never change it. Default empty.
    /// </summary>
    public string PrivacyKey { get; set; } = "";

    /// <summary>The placeholder in <see cref="UnsubscribeUrl"/> that is replaced by the customer's token.</summary>
    public const string UnsubscribeToken = "{token}";

    /// <summary>The URL of the unsubscribe page, with <c>{token}</c> in it; default null. Needs a <see cref="PrivacyKey"/>.</summary>
    /// <remarks>
    /// E-mail that is not transactional has it in the headers of RFC 8058. On a POST, the page passes the token to
    /// <see cref="ICustomerPrivacy.UnsubscribeAsync"/>; a GET only shows a page, because mail scanners follow links.
    /// </remarks>
    public string? UnsubscribeUrl { get; set; }

    /// <summary>The maximum sleep of the worker after it did work or was woken; at least 100 milliseconds, default 2 seconds.</summary>
    /// <remarks>
    /// While nothing happens, each sleep is twice as long as the last, up to <see cref="MaxPollInterval"/>. It ends at once when this
    /// process has new work, when the store signals work of others, and when work becomes due. The death of another worker causes no
    /// signal. While another worker holds a partition or sends messages, this one polls every second, or more often if this value is
    /// shorter. Each poll is one query, however much work waits.
    /// </remarks>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The maximum sleep of the worker while nothing happens; not shorter than <see cref="PollInterval"/>, default 15 seconds.
    /// </summary>
    /// <remarks>Work without a signal may wait this long: a signal was lost, another process wrote to a SQLite file, or a clock was
    /// set.</remarks>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Journeys that are paused when the host starts; default none. A journey that is taken out of the list is resumed at the next start.</summary>
    /// <remarks>A journey that an operator paused with <see cref="IRetentionOperations.PauseAsync"/> stays paused until <see cref="IRetentionOperations.ResumeAsync(JourneyName, Period?, CancellationToken)"/>.</remarks>
    public IList<JourneyName> PausedJourneys { get; } = [];

    /// <summary>How long finished data is kept; default forever.</summary>
    public PurgeOptions Purge { get; set; } = new();
}
