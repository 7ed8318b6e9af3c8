using System.Collections.Concurrent;
using System.Collections.Frozen;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Programs;

/// <summary>All journey versions that can run: the registered ones and those stored in the catalogue. Thread-safe.</summary>
internal sealed class JourneyPrograms(IRetentionStore store, StepTypes types, TimeProvider time)
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(JourneyName, int), JourneyProgram?> _programs = new();
    private readonly ConcurrentDictionary<JourneyName, JourneyProgram> _outside = new();
    private readonly ConcurrentDictionary<(JourneyName, int), UnreadableVersion> _unreadable = new();
    private readonly Lock _publishing = new();
    private IReadOnlyList<JourneyProgram> _registered = [];
    private IReadOnlyList<JourneyProgram> _published = [];
    private IReadOnlyList<JourneyProgram> _enrolling = [];
    private FrozenSet<EventName> _wanted = [];
    private DateTimeOffset? _loadedAt;
    private volatile int _loadedVersions = -1;
    private volatile bool _hasPublished;

    /// <summary>True if the registered journeys were published and loaded.</summary>
    internal bool HasPublished => _hasPublished;

    /// <summary>
    /// The newest versions of journeys that are registered or published by a workflow engine of this host. They enroll customers.
    /// </summary>
    internal IReadOnlyList<JourneyProgram> Published => _published;

    /// <summary>
    /// The journeys that enroll by events: the published ones, or the newest versions of all journeys if this host registered none.
    /// </summary>
    /// <remarks>So a process that only takes events also enrolls. Workers move and send only what they register.</remarks>
    internal IReadOnlyList<JourneyProgram> Enrolling => _enrolling;

    /// <summary>
    /// True if this host registers the journey, so its worker may move enrollments and send messages of every version of it. A journey
    /// whose workflow another engine stores follows that engine: the calls of that engine find out whether it is
    /// here.
    /// </summary>
    internal bool IsRegistered(JourneyProgram program) =>
        !HasPublished || program.ExternalEngine is not null
        || _published.Any(published => published.Definition.Name == program.Definition.Name);

    /// <summary>True if any version has a goal, an exit or a wait for this event, or may have one because it cannot be read here.</summary>
    internal bool Concerns(EventName name) => _wanted.Contains(name)
        || (!_unreadable.IsEmpty && _unreadable.Values.Any(version => version.MayConcern(name)));

    /// <summary>True if an event may end an enrollment of a version that this process cannot read, or may wake it.</summary>
    internal bool MayConcernUnreadable(JourneyName journey, int version, EventName name) =>
        !_unreadable.TryGetValue((journey, version), out var unreadable) || unreadable.MayConcern(name);

    /// <summary>
    /// Publishes the registered definitions as the newest versions of their journeys. A definition equal to the newest stored version is
    /// that version.
    /// </summary>
    internal async Task PublishAsync(IReadOnlyList<JourneyDefinition> definitions, CancellationToken cancellationToken)
    {
        var published = new List<JourneyProgram>(definitions.Count);
        foreach (var definition in definitions)
            published.Add(await PublishAsync(definition, cancellationToken).ConfigureAwait(false));
        _registered = published;
        UpdatePublished();
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        _hasPublished = true; // last: who sees it may use the lists
    }

    /// <summary>
    /// Returns the latest version of a journey with the same content, whatever its trigger. If there is none, adds a version with manual
    /// enrollment. Which versions enroll customers does not change.
    /// </summary>
    internal async Task<JourneyProgram> FindOrAddAsync(JourneyDefinition definition, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false); // its events are needed from now on
        var byHand = definition with { Enrollment = definition.Enrollment with { Trigger = EnrollmentTrigger.ByHand } };
        var known = _programs.Values.OfType<JourneyProgram>().Where(program => program.Definition.Name == definition.Name).ToList();
        if (known.Where(program => SaysTheSame(program.Definition, definition) || SaysTheSame(program.Definition, byHand))
            .MaxBy(program => program.Version) is { } found)
            return found;
        var added = await PublishAsync(byHand, cancellationToken).ConfigureAwait(false);
        if (known.MaxBy(program => program.Version) is { Definition: { Enrollment.Trigger: not ManualTrigger } newest })
            // processes without registered journeys use the newest version
            await PublishAsync(newest, cancellationToken).ConfigureAwait(false);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return added;
    }

    /// <summary>Publishes a journey that is a workflow of an engine. It enrolls customers from now on.</summary>
    internal async Task<JourneyProgram> PublishWorkflowAsync(JourneyDefinition definition, CancellationToken cancellationToken)
    {
        var program = await PublishAsync(definition, cancellationToken).ConfigureAwait(false);
        _outside[definition.Name] = program;
        UpdatePublished();
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return program;
    }

    /// <summary>
    /// Stops enrolling for a workflow that its engine withdrew. Its journey is published with manual enrollment, so other processes stop as
    /// well.
    /// </summary>
    internal async Task WithdrawWorkflowAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        _outside.TryRemove(journey, out _);
        if (_programs.Values.OfType<JourneyProgram>().Where(program => program.Definition.Name == journey)
            .MaxBy(program => program.Version) is { Definition: { Enrollment.Trigger: not ManualTrigger } newest })
            await PublishAsync(
                newest with { Enrollment = new EnrollmentRule { ReEntry = ReEntry.Always } }, cancellationToken).ConfigureAwait(false);
        UpdatePublished();
        await LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Several workflows may be published at once. The last caller sees all of them.</summary>
    private void UpdatePublished()
    {
        lock (_publishing)
            _published = [.. _registered, .. _outside.Values];
    }

    /// <summary>
    /// Reads the catalogue unless that was done recently. A process that only takes events publishes nothing and must learn what others
    /// published.
    /// </summary>
    internal async Task EnsureLoadedAsync(CancellationToken cancellationToken)
    {
        if (_loadedAt is not { } loadedAt || time.GetUtcNow() - loadedAt > RefreshInterval)
            await LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads the catalogue if a version was added since it was read. Called under a partition's lock, so that no enrollment of the
    /// partition has a version that is not known here.
    /// </summary>
    internal async Task EnsureLoadedAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        if (await transaction.CountJourneyVersionsAsync(cancellationToken).ConfigureAwait(false) != _loadedVersions)
            await LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The journeys that need their past enrollments forever, because of re-entry once, once per key or a maximum number. The newest
    /// version decides; journeys whose newest version cannot be read are included.
    /// </summary>
    internal async Task<IReadOnlyCollection<JourneyName>> EnteredOnceAsync(CancellationToken cancellationToken)
    {
        await EnsureLoadedAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. _programs.GroupBy(entry => entry.Key.Item1)
                .Where(versions => versions.MaxBy(entry => entry.Key.Item2).Value is null
                    or { Definition.Enrollment.ReEntry: OnceReEntry or PerKeyReEntry or AlwaysReEntry { Max: not null } })
                .Select(versions => versions.Key),
        ];
    }

    /// <summary>Returns all versions that this process can read, including unpublished ones.</summary>
    internal async Task<IReadOnlyList<JourneyProgram>> KnownAsync(CancellationToken cancellationToken)
    {
        await EnsureLoadedAsync(cancellationToken).ConfigureAwait(false);
        return [.. _programs.Values.OfType<JourneyProgram>()];
    }

    /// <summary>Returns a version; null if it is unknown or its definition cannot be read.</summary>
    internal async Task<JourneyProgram?> FindAsync(JourneyName journey, int version, CancellationToken cancellationToken)
    {
        if (_programs.TryGetValue((journey, version), out var program))
            return program;
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return _programs.GetOrAdd((journey, version), (JourneyProgram?)null);
    }

    private bool SaysTheSame(JourneyDefinition one, JourneyDefinition other) => one.ToFingerprint(types) == other.ToFingerprint(types);

    private async Task<JourneyProgram> PublishAsync(JourneyDefinition definition, CancellationToken cancellationToken)
    {
        var fingerprint = definition.ToFingerprint(types);
        while (true)
        {
            var versions = (await store.Catalog.ReadJourneysAsync(cancellationToken).ConfigureAwait(false))
                .Where(stored => stored.Journey == definition.Name)
                .ToList();
            var newest = versions.MaxBy(stored => stored.Version);
            if (newest is null || newest.Fingerprint != fingerprint)
            {
                newest = new JourneyVersion
                {
                    Journey = definition.Name,
                    Version = (newest?.Version ?? 0) + 1,
                    Fingerprint = fingerprint,
                    Definition = JourneyJson.Write(definition, types),
                    PublishedAt = Instants.Normalize(time.GetUtcNow()),
                };
                if (!await store.Catalog.TryAddJourneyAsync(newest, cancellationToken).ConfigureAwait(false))
                    continue; // another process published meanwhile; read again
            }

            var program = JourneyProgram.Compile(
                definition, newest.Version, newest.PublishedAt, types, TriggerSince(definition, newest, versions));
            _programs[(definition.Name, newest.Version)] = program;
            return program;
        }
    }

    /// <summary>Returns when the first of the consecutive versions with the same trigger was published.</summary>
    private DateTimeOffset TriggerSince(JourneyDefinition definition, JourneyVersion newest, IReadOnlyList<JourneyVersion> versions)
    {
        var since = newest.PublishedAt;
        foreach (var earlier in versions.Where(stored => stored.Version < newest.Version).OrderByDescending(stored => stored.Version))
        {
            if (Read(earlier)?.Definition.Enrollment.Trigger != definition.Enrollment.Trigger)
                break;
            since = earlier.PublishedAt;
        }

        return since;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var versions = await store.Catalog.ReadJourneysAsync(cancellationToken).ConfigureAwait(false);
        foreach (var stored in versions)
        {
            var key = (stored.Journey, stored.Version);
            if (_programs.AddOrUpdate(key, _ => Read(stored), (_, known) => known ?? Read(stored)) is not null)
                _unreadable.TryRemove(key, out _);
            else
                _unreadable.GetOrAdd(key, _ => UnreadableVersion.Of(stored.Definition));
        }

        lock (_publishing)
            UpdateEnrolling();
        _loadedAt = time.GetUtcNow();
        _loadedVersions = versions.Count;
    }

    /// <summary>
    /// Journeys are published and loaded at once, at the start of a host. Reading and writing under one lock keeps a slow caller from
    /// replacing a newer list with one that lacks a journey.
    /// </summary>
    private void UpdateEnrolling()
    {
        var known = _programs.Values.OfType<JourneyProgram>().ToList();
        _wanted = known.SelectMany(program => program.Wanted).ToFrozenSet();
        _enrolling =
        [
            .. (_published.Count > 0
                ? _published
                : known.GroupBy(program => program.Definition.Name).Select(versions => versions.MaxBy(program => program.Version)!))
                .Where(program => program.Definition.Enrollment.Trigger is EventTrigger or SegmentTrigger),
        ];
    }

    private JourneyProgram? Read(JourneyVersion stored)
    {
        try
        {
            return JourneyProgram.Compile(JourneyJson.Read(stored.Definition, types: types), stored.Version, stored.PublishedAt, types);
        }
        catch (JourneyDefinitionException)
        {
            return null; // written by a newer library: its enrollments wait for a process that can read it
        }
    }
}
