using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing;

/// <summary>Runs one journey on the real engine, with a virtual clock and recording channels. Use it to test journeys.</summary>
/// <remarks>
/// Not thread-safe: a test drives it step by step. The cancellation token is in the options. Every harness has its own store, so tests are
/// isolated from each other.
/// </remarks>
public sealed class JourneyHarness : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly IRetentionEngine _engine;
    private readonly JourneyName _journey;
    private readonly Dictionary<Channel, RecordingChannel> _channels;
    private readonly CancellationToken _cancellation;

    private JourneyHarness(ServiceProvider provider, JourneyName journey, ManualTime time, Dictionary<Channel, RecordingChannel> channels,
        CancellationToken cancellation)
    {
        _provider = provider;
        _engine = provider.GetRequiredService<IRetentionEngine>();
        _journey = journey;
        _channels = channels;
        _cancellation = cancellation;
        Time = time;
        Client = provider.GetRequiredService<IRetentionClient>();
        Operations = provider.GetRequiredService<IRetentionOperations>();
        Privacy = provider.GetRequiredService<ICustomerPrivacy>();
        Vouchers = provider.GetRequiredService<IVoucherService>();
    }

    /// <summary>The virtual clock. Move it with <see cref="AdvanceAsync(TimeSpan)"/>, so that the engine follows.</summary>
    public ManualTime Time { get; }

    /// <summary>The client of the engine under test.</summary>
    public IRetentionClient Client { get; }

    /// <summary>The operations on journeys, enrollments and messages of the engine under test.</summary>
    public IRetentionOperations Operations { get; }

    /// <summary>Export, erasure and suppression in the engine under test.</summary>
    public ICustomerPrivacy Privacy { get; }

    /// <summary>The voucher service of the engine under test.</summary>
    public IVoucherService Vouchers { get; }

    /// <summary>The messages sent over all channels, ordered by time and key.</summary>
    public IReadOnlyList<OutgoingMessage> Messages =>
        [.. _channels.Values.SelectMany(channel => channel.Sent).OrderBy(message => message.SentAt)
            .ThenBy(message => message.IdempotencyKey, StringComparer.Ordinal)];

    /// <summary>
    /// The sent messages in short form, in the order of <see cref="Messages"/>: step and channel, such as <c>offer by email</c>. A message
    /// that was sent twice is listed twice, and one to several push tokens once for each.
    /// </summary>
    public IReadOnlyList<string> Sent => [.. Messages.Select(message => $"{message.IdempotencyKey.Split('/')[1]} by {message.Channel}")];

    /// <summary>The recording channel of this name; configure its answers with <see cref="RecordingChannel.Answer"/>.</summary>
    /// <exception cref="KeyNotFoundException">
    /// The harness records e-mail, SMS, push, WhatsApp and Viber only; add other channels in <see cref="JourneyHarnessOptions.Configure"/>.
    /// </exception>
    public RecordingChannel On(Channel channel) => _channels[channel];

    /// <summary>Starts a journey that is written in C#, without enrollments.</summary>
    /// <exception cref="JourneyDefinitionException">
    /// The journey is invalid, or uses an offer, custom segment or predicate that was not added.
    /// </exception>
    public static Task<JourneyHarness> StartAsync<TJourney>(Action<JourneyHarnessOptions>? configure = null) where TJourney : IJourney =>
        StartAsync(TJourney.Name, journeys => journeys.Add<TJourney>(), configure);

    /// <summary>Starts a journey, without enrollments.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="configure">Adds offers, predicates or a store, or changes the start of the clock.</param>
    /// <exception cref="JourneyDefinitionException">
    /// The journey is invalid, or uses an offer, custom segment or predicate that was not added.
    /// </exception>
    public static Task<JourneyHarness> StartAsync(JourneyDefinition journey, Action<JourneyHarnessOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(journey);
        return StartAsync(journey.Name, journeys => journeys.Add(journey), configure);
    }

    private static async Task<JourneyHarness> StartAsync(
        JourneyName journey, Action<JourneysBuilder> add, Action<JourneyHarnessOptions>? configure)
    {
        var options = new JourneyHarnessOptions();
        configure?.Invoke(options);
        var time = new ManualTime(options.Start);
        Channel[] names = [Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber];
        var channels = names.ToDictionary(channel => channel, channel => new RecordingChannel(channel));
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<TimeProvider>(time);
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.UseInMemory();
            add(retention.Journeys);
            retention.Steps.AssumeOutcomes();
            retention.Templates.Use(new PlainTemplates());
            foreach (var channel in channels.Values)
                retention.Channels.Add(channel);
            options.Configure?.Invoke(retention);
        });
        var harness = new JourneyHarness(services.BuildServiceProvider(), journey, time, channels, options.CancellationToken);
        await harness._engine.RunDueAsync(options.CancellationToken).ConfigureAwait(false);
        return harness;
    }

    /// <summary>
    /// Saves a customer and enrolls the customer manually: the re-entry rule applies, the audience condition does not. Then executes
    /// everything that is due.
    /// </summary>
    /// <returns>The enrollment, or the reason why the re-entry rule refused it.</returns>
    public async Task<EnrollResult> EnrollAsync(Customer customer)
    {
        ArgumentNullException.ThrowIfNull(customer);
        await Client.SaveCustomersAsync([customer], _cancellation).ConfigureAwait(false);
        var result = await Client.EnrollAsync(_journey, customer.Id, cancellationToken: _cancellation).ConfigureAwait(false);
        await _engine.RunDueAsync(_cancellation).ConfigureAwait(false);
        return result;
    }

    /// <summary>Advances the clock. The engine executes everything that becomes due on the way, each at its due time.</summary>
    /// <param name="span">The elapsed time, 0 or more: ten days are 240 hours, even if a day in between has 23 hours.</param>
    public async Task AdvanceAsync(TimeSpan span)
    {
        var target = Time.GetUtcNow() + span;
        await _engine.RunDueAsync(_cancellation).ConfigureAwait(false);
        while (await _engine.NextDueAsync(_cancellation).ConfigureAwait(false) is { } due && due <= target)
        {
            Time.MoveTo(due > Time.GetUtcNow() ? due : Time.GetUtcNow().AddMilliseconds(1));
            await _engine.RunDueAsync(_cancellation).ConfigureAwait(false);
        }

        Time.MoveTo(target);
        await _engine.RunDueAsync(_cancellation).ConfigureAwait(false);
    }

    /// <summary>Appends an event; the engine reacts to it. Appending the same id again changes nothing.</summary>
    /// <exception cref="ArgumentException">The engine refuses the event; the message describes the problem.</exception>
    public async Task HappenAsync(CustomerEvent @event)
    {
        var answer = (await Client.AppendEventsAsync([@event], _cancellation).ConfigureAwait(false))[0];
        if (answer.Outcome == EventOutcome.Refused)
            throw new ArgumentException($"The event was refused: {string.Join("; ", answer.Problems)}.", nameof(@event));
        await _engine.RunDueAsync(_cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The customer buys now. The purchase does not count as "since" a step that was reached at this very instant, because a window
    /// excludes its start.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="total">The total in euros; negative for a refund.</param>
    public Task PurchaseAsync(CustomerId customer, decimal total = 50) =>
        HappenAsync(Some.Purchase(customer, Time.GetUtcNow(), total));

    /// <summary>The customer opens the message of a step now, with unknown evidence, as most opens have.</summary>
    /// <exception cref="InvalidOperationException">The step never queued a message for the customer.</exception>
    public async Task OpenAsync(CustomerId customer, string step)
    {
        var record = await Client.ReadCustomerAsync(customer, _cancellation).ConfigureAwait(false);
        var message = record.Messages.LastOrDefault(message => message.Step == step)
            ?? throw new InvalidOperationException($"No message of step '{step}' was queued for {customer}.");
        await HappenAsync(
            new CustomerEvent
            {
                Id = $"open-{message.Id}-{Time.GetUtcNow().ToUnixTimeMilliseconds()}",
                Customer = customer,
                Name = EventNames.MessageOpened,
                OccurredAt = Time.GetUtcNow(),
                Properties = new PropertyBag(
                [
                    new("enrollment", message.Enrollment.ToString()),
                    new("step", step),
                    new("message", message.Id.ToString()),
                    new("channel", message.Channel.Name),
                ]),
            }).ConfigureAwait(false);
    }

    /// <summary>
    /// The state of the customer's last enrollment: <c>at think</c>, <c>ended as bought</c>, <c>stuck at voucher</c>; <c>not enrolled</c>
    /// without an enrollment.
    /// </summary>
    public async Task<string> WhereIsAsync(CustomerId customer)
    {
        var record = await Client.ReadCustomerAsync(customer, _cancellation).ConfigureAwait(false);
        return (record.Enrollments is [.., var last] ? last : null) switch
        {
            null => "not enrolled",
            { Status: EnrollmentStatus.Stuck } stuck => $"stuck at {stuck.Step}",
            { EndedAt: not null } ended => $"ended as {ended.Outcome}",
            var active => $"at {active.Step ?? "the start"}",
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
