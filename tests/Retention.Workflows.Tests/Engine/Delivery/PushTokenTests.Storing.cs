using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>What is stored, and what is refused.</summary>
public sealed partial class PushTokenTests
{
    [Theory]
    [InlineData(new[] { "a", "b" }, new[] { "a", "b" })]
    [InlineData(new[] { "b", "a", "b" }, new[] { "b", "a" })]
    [InlineData(new[] { " a\u00a0", "a", "", "  ", "b\u200b" }, new[] { "a", "b" })]
    [InlineData(new[] { "dQw4:APA91b_x-7" }, new[] { "dQw4:APA91b_x-7" })]
    [InlineData(new[] { "", " " }, new string[0])]
    public async Task Tokens_are_stored_once_in_their_canonical_form(string[] written, string[] stored)
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));

        await journey.EnrollAsync(Some.Customer() with { PushTokens = written });

        var customer = (await journey.RecordAsync()).Customer!;
        customer.PushTokens.Should().Equal(stored);
        customer.AddressesOn(Channel.Push).Should().Equal(stored);
        customer.AddressOn(Channel.Push).Should().Be(stored.FirstOrDefault());
        customer.Addresses.Should().NotContainKey(Channel.Push, "the list replaces the single address").And.ContainKey(Channel.Email);
        journey.Messages.Select(message => message.Address).Should().BeEquivalentTo(stored);
    }

    [Fact]
    public async Task A_single_address_is_a_token_as_before()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        await journey.EnrollAsync(Some.Customer());

        var customer = (await journey.RecordAsync()).Customer!;
        customer.PushTokens.Should().BeEmpty();
        customer.AddressesOn(Channel.Push).Should().Equal(customer.Addresses[Channel.Push]);
        journey.Messages.Should().ContainSingle();
    }

    [Theory]
    [InlineData(21, null, "pushTokens are 21; at most 20 are allowed")]
    [InlineData(500, null, "pushTokens are 500; at most 20 are allowed")]
    [InlineData(1, 5000, "pushTokens[1] has 5000 characters; at most 4096 are allowed")]
    [InlineData(0, 5000, "pushTokens[0] has 5000 characters; at most 4096 are allowed")]
    [InlineData(19, 5000, "pushTokens[19] has 5000 characters; at most 4096 are allowed")]
    public async Task Too_many_or_too_long_tokens_are_refused(int count, int? length, string problem)
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        var tokens = Enumerable.Range(0, count).Select(number => $"token-{number}");

        var answer = await journey.Client.SaveCustomerAsync(Some.Customer() with
        {
            PushTokens = [.. tokens, .. length is { } characters ? new[] { new string('x', characters) } : []],
        }, Token);

        answer.Outcome.Should().Be(CustomerOutcome.Refused);
        answer.Problems.Should().ContainSingle().Which.ToString().Should().Be(problem);
    }

    [Fact]
    public async Task Repeated_tokens_do_not_count_for_the_limit()
    {
        await using var journey = await StartAsync(steps => steps.Send("one", Channel.Push, template: "one"));
        var tokens = Enumerable.Range(0, 20).Select(number => $"token-{number}").ToList();

        await journey.EnrollAsync(Some.Customer() with { PushTokens = [.. tokens, .. tokens, ""] });

        journey.Messages.Should().HaveCount(20);
    }

    [Fact]
    public async Task A_rule_of_the_host_refuses_a_token_with_its_place()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.Send("one", Channel.Push, template: "one"),
            harness => harness.Configure = retention => retention.Channels.NormalizeWith(new NoSpaces()));

        var answer = await journey.Client.SaveCustomerAsync(Some.Customer() with { PushTokens = ["a", "b c", "d e"] }, Token);

        answer.Problems.Select(problem => problem.ToString()).Should().Equal("pushTokens[1] has a space", "pushTokens[2] has a space");
    }
}
