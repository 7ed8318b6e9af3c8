using Retention.Workflows.Messaging;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>The token of a message fits into the local part of an address, and only tokens of this host are accepted.</summary>
public sealed class ReportTokenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_has_48_letters_and_digits_and_is_the_same_at_every_retry()
    {
        await using var journey = await StartAsync();
        var tokens = new List<string?>();
        journey.On(Channel.Email).Answer = message =>
        {
            tokens.Add(message.ReportToken);
            return tokens.Count < 3 ? DeliveryResult.RetryLater("busy") : DeliveryResult.Delivered;
        };
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        tokens.Should().HaveCount(3).And.OnlyContain(token => token == tokens[0]);
        tokens[0].Should().MatchRegex("^[a-z2-7]{48}$");
    }

    [Theory]
    [InlineData("as it is")]
    [InlineData("upper")]
    [InlineData("mixed")]
    public async Task Case_is_lost_on_the_way_and_does_not_matter(string form)
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        var token = journey.Messages.Single().ReportToken!;

        var report = Bounce(journey, form switch
        {
            "upper" => token.ToUpperInvariant(),
            "mixed" => string.Concat(token.Select((letter, index) => index % 3 == 0 ? char.ToUpperInvariant(letter) : letter)),
            _ => token,
        });

        (await journey.Client.ReportAsync([report], Token)).Should().Equal(ReportOutcome.Recorded);
    }

    [Fact]
    public async Task No_change_of_a_character_gives_another_valid_token()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());
        var token = journey.Messages.Single().ReportToken!;
        var forged = Enumerable.Range(0, token.Length).SelectMany(index => "abz27"
                .Where(letter => letter != token[index]).Select(letter => token[..index] + letter + token[(index + 1)..]))
            .Concat([token[..^8], token + "aaaaaaaa", token[8..], token[1..] + token[0], $" {token}", "0" + token[1..], "é" + token[1..]]);

        var outcomes = await journey.Client.ReportAsync([.. forged.Select(text => Bounce(journey, text))], Token);

        outcomes.Should().AllBeEquivalentTo(ReportOutcome.Unmatched);
    }

    [Fact]
    public async Task The_token_of_another_key_is_not_accepted()
    {
        await using var other = await StartAsync("another-key-of-a-shop");
        await other.EnrollAsync(Some.Customer());
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer());

        (await journey.Client.ReportAsync([Bounce(journey, other.Messages.Single().ReportToken!)], Token)).Should()
            .Equal(ReportOutcome.Unmatched);
    }

    private static DeliveryReport Bounce(JourneyHarness journey, string token) => new()
    {
        Channel = Channel.Email, Status = DeliveryReportStatus.Failed, Bounce = BounceClass.Hard, Reason = "bounced", Token = token,
        OccurredAt = journey.Time.GetUtcNow(),
    };

    private static Task<JourneyHarness> StartAsync(string key = "the-key-of-this-shop") => Journeys.StartAsync(
        steps => steps.SendEmail("mail", template: "mail").Wait("think", Period.Days(3)),
        options => options.Configure = retention => retention.Configure(settings => settings.Privacy.Key = key));
}
