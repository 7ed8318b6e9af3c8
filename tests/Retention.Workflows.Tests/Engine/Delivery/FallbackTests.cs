using Retention.Workflows.Messaging;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>The next channel of a step's list, and the effect of the host's own conditions on it.</summary>
public sealed class FallbackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_throwing_condition_of_a_fallback_is_false_and_blocks_no_message(bool refusedByTheProvider)
    {
        var first = refusedByTheProvider ? Channel.Email : Channel.Push;
        await using var journey = await Journeys.StartAsync(
            steps => steps.Send("last-call", first, template: "first",
                options: send => send.FallbackTo(Channel.WhatsApp, "chat", Customer.Satisfies("broken")).FallbackTo(Channel.Sms, "text")),
            options => options.Configure = retention => retention.Conditions.Add("broken", (customer, _, _) =>
                customer.Id == Journeys.Ada ? throw new TaskCanceledException("The predicate asked somebody who did not answer.") : false));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("550");
        await journey.Client.SaveCustomersAsync([WithoutPush("ada"), WithoutPush("bob")], Token);
        foreach (var id in (string[])["ada", "bob"])
            await journey.Client.EnrollAsync(new JourneyName("under-test"), new CustomerId(id), cancellationToken: Token);

        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Messages.Select(message => (message.Customer.Value, message.Channel)).Should()
            .BeEquivalentTo([("ada", Channel.Sms), ("bob", Channel.Sms)]);
    }

    private static Customer WithoutPush(string id)
    {
        var customer = Some.Customer(id);
        return customer with { Addresses = customer.Addresses.Where(address => address.Key != Channel.Push).ToDictionary() };
    }
}
