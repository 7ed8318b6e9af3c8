using System.Collections.Concurrent;
using System.Collections.Frozen;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Programs;

/// <summary>All journey versions that can run: what the host registered, and what the catalogue holds from before. Thread-safe.</summary>
internal sealed class JourneyPrograms(IRetentionStore store, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(JourneyName, int), JourneyProgram?> _programs = new();
    private readonly ConcurrentDictionary<JourneyName, JourneyProgram> _outside = new();
    private readonly Lock _joining = new();
    private IReadOnlyList<JourneyProgram> _registered = [];
    private IReadOnlyList<JourneyProgram> _published = [];
    private IReadOnlyList<JourneyProgram> _enrolling = [];
    private FrozenSet<EventName> _wanted = [];
    private DateTimeOffset? _loadedAt;

    /// <summary>Whether the journeys that this host registered were published.</summary>
    internal bool HasPublished { get; private set; }

    /// <summary>The newest versions of the journeys that this host registered, or an engine of it that publishes workflows itself: they take customers in.</summary>
    internal IReadOnlyList<JourneyProgram> Published => _published;

    /// <summary>The journeys that take customers in when something happens: those that this host registered; where it registered none, the newest of all.</summary>
    /// <remarks>So a process that only takes events in enrolls as well; a journey that every host has given up must be published as one that enrolls by hand.</remarks>
    internal IReadOnlyList<JourneyProgram> Enrolling => _enrolling;

    /// <summary>Whether some version has a goal, an exit or a wait for this event.</summary>
    internal bool Concerns(EventName name) => _wanted.Contains(name);

    /// <summary>Makes registered definitions the newest versions of their journeys; one that says what the newest stored version says is that version.</summary>
    internal async Task PublishAsync(IReadOnlyList<JourneyDefinition> definitions, CancellationToken cancellationToken)
    {
        var published = new List<JourneyProgram>(definitions.Count);
        foreach (var definition in definitions)
            published.Add(await PublishAsync(definition, cancellationToken).ConfigureAwait(false));
        _registered = published;
        HasPublished = true;
        Join();
        await LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The latest version of a journey that says the same, whatever begins it; a new one that enrolls by hand when none does. Who takes customers in stays as it is.</summary>
    internal async Task<JourneyProgram> FindOrAddAsync(JourneyDefinition definition, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken).ConfigureAwait(false); // its events concern us from now on
        var byHand = definition with { Enrollment = definition.Enrollment with { Trigger = EnrollmentTrigger.ByHand } };
        var known = _programs.Values.OfType<JourneyProgram>().Where(program => program.Definition.Name == definition.Name).ToList();
        if (known.Where(program => program.Definition.Fingerprint == definition.Fingerprint || program.Definition.Fingerprint == byHand.Fingerprint).MaxBy(program => program.Version) is { } found)
            return found;
        var added = await PublishAsync(byHand, cancellationToken).ConfigureAwait(false);
        if (known.MaxBy(program => program.Version) is { Definition: { Enrollment.Trigger: not ManualTrigger } newest })
            await PublishAsync(newest, cancellationToken).ConfigureAwait(false); // processes that registered none go by the newest version
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return added;
    }

    /// <summary>Publishes a journey that is a workflow of an engine: it takes customers in from now on.</summary>
    internal async Task<JourneyProgram> TakeInAsync(JourneyDefinition definition, CancellationToken cancellationToken)
    {
        var program = await PublishAsync(definition, cancellationToken).ConfigureAwait(false);
        _outside[definition.Name] = program;
        Join();
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return program;
    }

    /// <summary>Takes nobody in any more by a workflow that its engine took back; no other process does either, since its journey is published as one that enrolls by hand.</summary>
    internal async Task TakeNobodyInAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        _outside.TryRemove(journey, out _);
        if (_programs.Values.OfType<JourneyProgram>().Where(program => program.Definition.Name == journey).MaxBy(program => program.Version) is { Definition: { Enrollment.Trigger: not ManualTrigger } newest })
            await PublishAsync(newest with { Enrollment = new EnrollmentRule { ReEntry = ReEntry.Always } }, cancellationToken).ConfigureAwait(false);
        Join();
        await LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Several workflows may be taken in at once: whoever joins last has seen all.</summary>
    private void Join()
    {
        lock (_joining)
            _published = [.. _registered, .. _outside.Values];
    }

    /// <summary>Reads the catalogue, unless that was done lately: a process that only takes events in publishes nothing, and must know what others published.</summary>
    internal async Task EnsureLoadedAsync(CancellationToken cancellationToken)
    {
        if (_loadedAt is not { } loadedAt || time.GetUtcNow() - loadedAt > Fresh)
            await LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The journeys that remember for ever who was in: once, once per key, so often at most; by their newest versions, and those whose newest version cannot be read here.</summary>
    internal async Task<IReadOnlyCollection<JourneyName>> EnteredOnceAsync(CancellationToken cancellationToken)
    {
        await EnsureLoadedAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. _programs.GroupBy(entry => entry.Key.Item1)
                .Where(versions => versions.MaxBy(entry => entry.Key.Item2).Value is null or { Definition.Enrollment.ReEntry: OnceReEntry or PerKeyReEntry or AlwaysReEntry { Max: not null } })
                .Select(versions => versions.Key),
        ];
    }

    /// <summary>All versions that can be read here, also those that are no longer published.</summary>
    internal async Task<IReadOnlyList<JourneyProgram>> KnownAsync(CancellationToken cancellationToken)
    {
        await EnsureLoadedAsync(cancellationToken).ConfigureAwait(false);
        return [.. _programs.Values.OfType<JourneyProgram>()];
    }

    /// <summary>Finds a version; none when nobody knows it or its definition can no longer be read.</summary>
    internal async Task<JourneyProgram?> FindAsync(JourneyName journey, int version, CancellationToken cancellationToken)
    {
        if (_programs.TryGetValue((journey, version), out var program))
            return program;
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        return _programs.GetOrAdd((journey, version), (JourneyProgram?)null);
    }

    private async Task<JourneyProgram> PublishAsync(JourneyDefinition definition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var versions = (await store.Catalog.ReadJourneysAsync(cancellationToken).ConfigureAwait(false))
                .Where(stored => stored.Journey == definition.Name)
                .ToList();
            var newest = versions.MaxBy(stored => stored.Version);
            if (newest is null || newest.Fingerprint != definition.Fingerprint)
            {
                newest = new JourneyVersion
                {
                    Journey = definition.Name,
                    Version = (newest?.Version ?? 0) + 1,
                    Fingerprint = definition.Fingerprint,
                    Definition = JourneyJson.Write(definition),
                    PublishedAt = Instants.Normalize(time.GetUtcNow()),
                };
                if (!await store.Catalog.TryAddJourneyAsync(newest, cancellationToken).ConfigureAwait(false))
                    continue; // another process published meanwhile; look again
            }

            var program = JourneyProgram.Compile(definition, newest.Version, newest.PublishedAt, TriggerSince(definition, newest, versions));
            _programs[(definition.Name, newest.Version)] = program;
            return program;
        }
    }

    /// <summary>When the first of the versions in a row that have the same trigger was published.</summary>
    private static DateTimeOffset TriggerSince(JourneyDefinition definition, JourneyVersion newest, IReadOnlyList<JourneyVersion> versions)
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
        foreach (var stored in await store.Catalog.ReadJourneysAsync(cancellationToken).ConfigureAwait(false))
            _programs.AddOrUpdate((stored.Journey, stored.Version), _ => Read(stored), (_, known) => known ?? Read(stored));
        var known = _programs.Values.OfType<JourneyProgram>().ToList();
        _wanted = known.SelectMany(program => program.Wanted).ToFrozenSet();
        _enrolling =
        [
            .. (_published.Count > 0 ? _published : known.GroupBy(program => program.Definition.Name).Select(versions => versions.MaxBy(program => program.Version)!))
                .Where(program => program.Definition.Enrollment.Trigger is EventTrigger or SegmentTrigger),
        ];
        _loadedAt = time.GetUtcNow();
    }

    private static JourneyProgram? Read(JourneyVersion stored)
    {
        try
        {
            return JourneyProgram.Compile(JourneyJson.Read(stored.Definition), stored.Version, stored.PublishedAt);
        }
        catch (JourneyDefinitionException)
        {
            return null; // written by a newer library: its enrollments wait for a process that can read it
        }
    }
}
