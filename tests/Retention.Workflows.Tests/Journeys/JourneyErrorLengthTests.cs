namespace Retention.Workflows.Tests.Journeys;

/// <summary>The message of an invalid journey is bounded; its list of errors is not.</summary>
public sealed class JourneyErrorLengthTests
{
    [Theory]
    [InlineData(1, 20)]
    [InlineData(100, 30)]
    [InlineData(101, 30)]
    [InlineData(100_000, 200)]
    [InlineData(3, 5_000_000)]
    [InlineData(200, 499)]
    public void The_message_is_bounded_and_says_what_it_leaves_out(int count, int length)
    {
        var errors = Enumerable.Range(0, count)
            .Select(number => new JourneyError { Path = $"$.steps[{number}]", Message = new string('x', length) }).ToList();

        var exception = new JourneyDefinitionException(new string('j', 70_000), errors);

        exception.Message.Length.Should().BeLessThan(20_100);
        exception.Errors.Should().Equal(errors);
        var shown = exception.Message.Split('\n').Count(line => line.StartsWith("  $.steps", StringComparison.Ordinal));
        if (shown < count)
            exception.Message.Should().EndWith($"and {count - shown} more");
    }

    [Theory]
    [InlineData(480)]
    [InlineData(481)]
    [InlineData(482)]
    [InlineData(483)]
    [InlineData(484)]
    [InlineData(485)]
    public void A_shortened_line_has_no_half_of_a_character(int length)
    {
        var message = new string('x', length) + string.Concat(Enumerable.Repeat("😀", 300));

        var text = new JourneyDefinitionException("j", [new JourneyError { Path = "$.name", Message = message }]).Message;

        text.EnumerateRunes().Should().NotContain(System.Text.Rune.ReplacementChar);
    }
}
