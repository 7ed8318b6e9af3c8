namespace Retention.Workflows;

/// <summary>The engine's options. Checked when the host starts and read once; later changes have no effect.</summary>
public sealed class RetentionOptions
{
    /// <summary>The name of the section in the host's configuration.</summary>
    public const string SectionName = "Retention";

    /// <summary>The shop: name, address, locale and time zone.</summary>
    public ShopProfile Shop { get; set; } = new();

    /// <summary>How the worker processes its work.</summary>
    public WorkerOptions Worker { get; set; } = new();

    /// <summary>How often and when failed work is retried.</summary>
    public RetryOptions Retries { get; set; } = new();

    /// <summary>How messages are sent.</summary>
    public DeliveryOptions Delivery { get; set; } = new();

    /// <summary>Which events are accepted, and which of them enroll customers.</summary>
    public IngestionOptions Ingestion { get; set; } = new();

    /// <summary>The key for hashes and signatures, and the unsubscribe page.</summary>
    public PrivacyOptions Privacy { get; set; } = new();

    /// <summary>The maximum numbers of messages per customer, over all journeys. All caps apply. Default none.</summary>
    public IList<FrequencyCap> FrequencyCaps { get; } = [];

    /// <summary>Times of day when nothing is sent, in the customer's zone. Default none.</summary>
    public IList<QuietHours> QuietHours { get; } = [];

    /// <summary>Weekdays on which nothing is sent, by the customer's clock. Default none.</summary>
    public IList<QuietDays> QuietDays { get; } = [];

    /// <summary>
    /// The maximum number of messages per second that this process sends on a channel; above 0. Default no limit. A message to several push
    /// tokens counts for each.
    /// </summary>
    public IDictionary<Channel, double> RateLimits { get; } = new Dictionary<Channel, double>();

    /// <summary>
    /// Journeys that are paused when the host starts; default none. A journey that is removed from the list is resumed at the next start.
    /// </summary>
    /// <remarks>
    /// A journey that an operator paused with <see cref="IRetentionOperations.PauseAsync"/> stays paused until
    /// <see cref="IRetentionOperations.ResumeAsync(JourneyName, Period?, CancellationToken)"/>.
    /// </remarks>
    public IList<JourneyName> PausedJourneys { get; } = [];

    /// <summary>How long finished data is kept; default forever.</summary>
    public PurgeOptions Purge { get; set; } = new();
}
