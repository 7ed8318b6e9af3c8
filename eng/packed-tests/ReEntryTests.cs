using Retention.Workflows;
using Retention.Workflows.Testing;
using Xunit;
using static Retention.Workflows.Period;

namespace PackedTests;

/// <summary>Whether a customer may enter again. Each journey lasts a day from its entry.</summary>
public sealed class ReEntryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Once_means_once_in_a_lifetime()
    {
        await using var journey = await StartAsync(ReEntry.Once);

        await UpdateCartAsync(journey);
        await journey.AdvanceAsync(TimeSpan.FromDays(400));
        await UpdateCartAsync(journey);

        Assert.Equal(1, await EntriesAsync(journey));
    }

    [Fact]
    public async Task Once_holds_in_the_next_process_on_the_same_database()
    {
        await using var shop = await ShopHost.StartAsync(
            retention => retention.Journeys.Add(DayLong(ReEntry.Once)),
            new Dictionary<string, string> { ["cart.email.subject.hbs"] = "Your cart", ["cart.email.text.hbs"] = "It is waiting." });
        await shop.SaveAsync(Some.Customer("ada"));
        await shop.HappenAsync(Shop.Event(Shop.Ada, EventNames.CartUpdated, shop.Now));
        await shop.AdvanceAsync(TimeSpan.FromDays(2));

        await shop.RestartAsync();
        await shop.HappenAsync(Shop.Event(Shop.Ada, EventNames.CartUpdated, shop.Now));
        await shop.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Single(shop.Mails);
    }

    [Theory]
    [InlineData(23, 1)] // the first enrollment is active
    [InlineData(24 + 47, 1)] // it has ended, but the pause is not over
    [InlineData(24 + 49, 2)]
    public async Task After_exit_means_after_the_end_and_a_pause(int hours, int entries)
    {
        await using var journey = await StartAsync(ReEntry.AfterExit(Days(2)));

        await UpdateCartAsync(journey);
        await journey.AdvanceAsync(TimeSpan.FromHours(hours));
        await UpdateCartAsync(journey);

        Assert.Equal(entries, await EntriesAsync(journey));
    }

    [Fact]
    public async Task Per_key_means_once_for_each_value_even_while_another_is_active()
    {
        await using var journey = await StartAsync(ReEntry.PerKey("cart"));

        foreach (var cart in (string[])["one", "one", "two"])
            await UpdateCartAsync(journey, cart);
        await journey.AdvanceAsync(TimeSpan.FromDays(30));
        await UpdateCartAsync(journey, "two");
        await UpdateCartAsync(journey, cart: null);

        Assert.Equal(2, await EntriesAsync(journey));
    }

    [Fact]
    public async Task Always_means_every_time_even_while_an_earlier_enrollment_is_active()
    {
        await using var journey = await StartAsync(ReEntry.Always);

        foreach (var cart in (string[])["one", "one", "one"])
            await UpdateCartAsync(journey, cart);

        Assert.Equal(3, await EntriesAsync(journey));
    }

    [Fact]
    public async Task At_most_limits_the_entries_of_a_lifetime()
    {
        await using var journey = await StartAsync(ReEntry.AtMost(2));

        for (var time = 0; time < 4; time++)
            await UpdateCartAsync(journey);

        Assert.Equal(2, await EntriesAsync(journey));
    }

    [Fact]
    public async Task A_refused_entry_by_hand_says_why()
    {
        await using var journey = await StartAsync(ReEntry.Once);
        Assert.Null((await journey.EnrollAsync(Some.Customer("ada"))).Refusal);

        var again = await journey.EnrollAsync(Some.Customer("ada"));

        Assert.Null(again.Enrollment);
        Assert.NotNull(again.Refusal);
    }

    private static async Task<JourneyHarness> StartAsync(ReEntry rule)
    {
        var journey = await JourneyHarness.StartAsync(DayLong(rule), options => options.CancellationToken = Token);
        await journey.Client.SaveCustomersAsync([Some.Customer("ada")], Token);
        return journey;
    }

    private static JourneyDefinition DayLong(ReEntry rule) => JourneyDefinition.Build(new JourneyName("day-long"), journey =>
    {
        journey.Enroll.On(EventNames.CartUpdated).ReEntry(rule);
        journey.Steps.SendEmail("cart", template: "cart").Wait("rest", Days(1));
    });

    private static Task UpdateCartAsync(JourneyHarness journey, string? cart = "one") => journey.HappenAsync(
        Shop.CartEvent(Shop.Ada, EventNames.CartUpdated, journey.Time.GetUtcNow(), "shoe", 50) with
        {
            Properties = cart is null ? PropertyBag.Empty : new PropertyBag([new("cart", cart)]),
        });

    private static async Task<int> EntriesAsync(JourneyHarness journey) =>
        (await journey.Client.ReadCustomerAsync(Shop.Ada, Token)).Enrollments.Count;
}
