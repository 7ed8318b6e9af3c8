using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class CatalogRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Journey_versions_are_added_once_and_read_by_name_and_version,
        Models_are_added_once_a_version_and_once_a_day,
        The_catalogue_is_read_while_a_partition_is_locked,
        One_of_many_callers_that_add_the_same_version_succeeds,
    ];

    internal static JourneyVersion Version(int version, string journey = "swiftmotion-churn") => new()
    {
        Journey = new JourneyName(journey),
        Version = version,
        Fingerprint = $"sha-{version}",
        Definition = $$"""{"name":"{{journey}}","note":"ž 😀 \"{{version}}\""}""",
        PublishedAt = Rows.Noon.AddDays(version),
    };

    internal static StoredRfmModel Model(long version, int day) =>
        new() { Version = version, AsOf = new DateOnly(2026, 3, day), Model = $$"""{"version":{{version}}}""" };

    private static async Task Journey_versions_are_added_once_and_read_by_name_and_version(StoreTrial trial)
    {
        var catalog = (await trial.StoreAsync().ConfigureAwait(false)).Catalog;
        Expect.Sequence([], await catalog.ReadJourneysAsync(trial.Token).ConfigureAwait(false), "Journeys of a new store");
        var large = Version(11) with { Definition = "\"" + new string('ž', 200_000) + "\"" };
        foreach (var version in (JourneyVersion[])[Version(2), Version(1, "b"), large, Version(1), Version(1, "a")])
            Expect.That(await catalog.TryAddJourneyAsync(version, trial.Token).ConfigureAwait(false),
                $"Version {version.Version} of {version.Journey} was refused.");

        Expect.That(!await catalog.TryAddJourneyAsync(
            Version(2) with { Definition = "{}", Fingerprint = "other" }, trial.Token).ConfigureAwait(false), "A version was added twice.");
        Expect.That(!await catalog.TryAddJourneyAsync(Version(2), trial.Token).ConfigureAwait(false), "The same version was added twice.");
        Expect.Sequence(
            [Version(1, "a"), Version(1, "b"), Version(1), Version(2), large],
            await catalog.ReadJourneysAsync(trial.Token).ConfigureAwait(false), "Journeys");
    }

    private static async Task Models_are_added_once_a_version_and_once_a_day(StoreTrial trial)
    {
        var catalog = (await trial.StoreAsync().ConfigureAwait(false)).Catalog;
        Expect.Equal(null, await catalog.ReadLatestModelAsync(trial.Token).ConfigureAwait(false), "The model of a new store");
        foreach (var model in (StoredRfmModel[])[Model(2, 9), Model(10, 8), Model(9, 20)])
            Expect.That(await catalog.TryAddModelAsync(model, trial.Token).ConfigureAwait(false), $"Model {model.Version} was refused.");

        Expect.That(
            !await catalog.TryAddModelAsync(Model(2, 11), trial.Token).ConfigureAwait(false), "A version of a model was added twice.");
        Expect.That(!await catalog.TryAddModelAsync(Model(11, 8), trial.Token).ConfigureAwait(false), "Two models of one day were added.");
        Expect.Equal(
            Model(10, 8), await catalog.ReadLatestModelAsync(trial.Token).ConfigureAwait(false), "The model with the highest version");
        Expect.Sequence(
            [Model(2, 9), Model(9, 20), Model(10, 8)], await catalog.ReadModelsAsync(trial.Token).ConfigureAwait(false), "Models");
    }

    private static async Task The_catalogue_is_read_while_a_partition_is_locked(StoreTrial trial)
    {
        var catalog = (await trial.StoreAsync().ConfigureAwait(false)).Catalog;
        await catalog.TryAddJourneyAsync(Version(1), trial.Token).ConfigureAwait(false);
        await catalog.TryAddModelAsync(Model(1, 1), trial.Token).ConfigureAwait(false);
        var held = await trial.BeginAsync().ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            await held.Customers.SaveAsync([Rows.Customer("ada")], trial.Token).ConfigureAwait(false);
            Expect.Sequence([Version(1)], await catalog.ReadJourneysAsync(trial.Token).ConfigureAwait(false), "Journeys");
            Expect.Equal(Model(1, 1), await catalog.ReadLatestModelAsync(trial.Token).ConfigureAwait(false), "The model");
        }
    }

    private static async Task One_of_many_callers_that_add_the_same_version_succeeds(StoreTrial trial)
    {
        var catalog = (await trial.StoreAsync().ConfigureAwait(false)).Catalog;
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            () => catalog.TryAddJourneyAsync(Version(1) with { Fingerprint = $"of {caller}" }, trial.Token),
            trial.Token))).ConfigureAwait(false);
        Expect.Equal(1, added.Count(won => won), "Callers whose version was added");
        var kept = await catalog.ReadJourneysAsync(trial.Token).ConfigureAwait(false);
        Expect.Sequence(
            [$"of {Array.IndexOf(added, true)}"], kept.Select(version => version.Fingerprint), "The version of the caller that succeeded");
    }
}
