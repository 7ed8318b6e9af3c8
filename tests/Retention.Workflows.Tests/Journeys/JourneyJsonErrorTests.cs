using System.Text;
using Retention.Workflows.Journeys;
using Retention.Workflows.Tests.Support;

namespace Retention.Workflows.Tests.Journeys;

public class JourneyJsonErrorTests
{
    [Fact]
    public void All_errors_are_reported_at_once_each_with_path_and_line()
    {
        const string Broken = """
            {
              "name": "Broken Journey",
              "enroll": { "trigger": { "kind": "monthly", "day": 32, "at": "9 o'clock" } },
              "steps": [
                { "name": "hello", "kind": "sendd" },
                { "name": "pause", "kind": "wait", "period": "-P1D" },
                { "name": "pause", "kind": "wait", "period": "P0D" },
                { "name": "split", "kind": "split", "shares": [ { "name": "a", "percent": 60 }, { "name": "b", "percent": 30 } ] },
                { "name": "mail", "kind": "send", "channel": "email", "template": "nowhere", "colour": "red" },
                { "name": "gift", "kind": "issue-voucher", "offer": "come-back-20" },
                { "name": "ask", "kind": "if",
                  "condition": { "kind": "segment", "segments": [ "at-risk", "at-rsik" ] },
                  "then": [ { "name": "inner", "kind": "wait", "period": "P1H" } ],
                  "otherwise": [ { "name": "later", "kind": "exit", "when": { "kind": "opened", "step": "pause" } } ] }
              ]
            }
            """;

        var errors = ErrorsOf(Broken, new KnownReferences());

        errors.Select(error => $"{error.Line} {error.Path}: {error.Message}").Should().BeEquivalentTo(
        [
            "2 $.name: 'Broken Journey' is not a valid journey name: use lower-case letters, digits and single hyphens between them, at most 64 characters.",
            "3 $.enroll.trigger.at: '9 o'clock' is not a valid time of day. Write it as 09:00.",
            "3 $.enroll.trigger.day: The day of the month must be 1 to 31; 31 is the last day of every month.",
            "5 $.steps[0].kind: Unknown step kind 'sendd'. Did you mean 'send'? Known: exit, holdout, if, issue-voucher, recommend, record-event, repeat, send, set-attribute, split, switch, wait, wait-for-event, wait-for-silence, wait-until, wait-until-date, webhook, workflow.",
            "6 $.steps[1].period: '-P1D' is not a valid period: it does not begin with P. Write an ISO 8601 duration such as P6M, P10D, P2W, PT1H or P1M2DT3H.",
            "7 $.steps[2].name: The name 'pause' is already used by the step at $.steps[1]; step names must be unique in a journey.",
            "7 $.steps[2].period: A wait must be longer than zero.",
            "8 $.steps[3].shares: The shares add up to 90 percent; they must add up to 100.",
            "9 $.steps[4].colour: Unknown property 'colour'. Allowed: kind, name, channel, template, topic, recommendations, onAmbiguous, deferUpTo, fallbacks, awaitFate, sent, refused.",
            "9 $.steps[4].template: There is no template 'nowhere' for email.",
            "9 $.steps[4].template: Second problem.",
            "10 $.steps[5].offer: There is no offer 'come-back-20'. Did you mean 'comeback-20'? Known: comeback-20.",
            "12 $.steps[6].condition.segments[1]: Unknown value 'at-rsik'. Did you mean 'at-risk'? Known: prospect, champions, loyal, potential-loyalist, new, promising, need-attention, about-to-sleep, at-risk, cannot-lose-them, hibernating, lost.",
            "13 $.steps[6].then[0].period: 'P1H' is not a valid period: 'H' is not a valid unit before T (Y, M, W, D). Write an ISO 8601 duration such as P6M, P10D, P2W, PT1H or P1M2DT3H.",
            "14 $.steps[6].otherwise[0].when.step: The step 'pause' ($.steps[1]) does not send a message, so it has no opens.",
        ]);
        errors.Select(error => error.Line).Should().BeInAscendingOrder();
    }

    [Theory]
    [InlineData("", 1, "*JSON*")]
    [InlineData("{\n  \"name\": \"a\",\n  \"steps\": [ }\n", 3, "*Invalid JSON at column 14*")]
    [InlineData("{ \"name\": \"a\" } x", 1, "*Invalid JSON*")]
    [InlineData("{ // no comments\n }", 1, "*Invalid JSON*")]
    [InlineData("{ \"name\": \"a\", }", 1, "*Invalid JSON*")]
    public void Invalid_json_is_one_error_with_line_and_column(string text, int line, string message)
    {
        var error = ErrorsOf(text).Should().ContainSingle().Subject;

        error.Path.Should().Be("$");
        error.Line.Should().Be(line);
        error.Message.Should().Match(message).And.NotContain("LineNumber");
    }

    [Theory]
    [InlineData("[]", "$", "*an object, but found a list*")]
    [InlineData("null", "$", "*null*")]
    [InlineData("{}", "$.name", "*missing*", "$.steps", "*missing*")]
    [InlineData("""{ "name": "a", "steps": [] }""", "$.steps", "*at least one step*")]
    [InlineData("""{ "name": "a", "steps": null }""", "$.steps", "*a list of steps, but found null*")]
    [InlineData(
        """{ "name": 7, "steps": [ 1 ] }""", "$.name", "*a text, but found a number*", "$.steps[0]", "*an object, but found a number*")]
    [InlineData("""{ "name": "a", "name": "b", "steps": [ { "kind": "exit", "name": "c" } ] }""", "$.name", "*occurs twice*")]
    [InlineData("""{ "name": "a", "goal": {}, "steps": [ { "kind": "exit", "name": "c" } ] }""", "$.goal.event", "*missing*",
        "$.goal.within", "*missing*")]
    [InlineData("""{ "name": "a", "what ever": 1, "steps": [ { "kind": "exit", "name": "c" } ] }""", "$['what ever']",
        "*Allowed: $schema, name, enroll, goal, priority, whenPublished, whenLate, exits, steps.")]
    [InlineData("""{ "name": "\ud800", "steps": [ { "kind": "exit", "name": "c" } ] }""", "$.name", "*Unicode*")]
    public void Errors_of_form_are_reported(string text, params string[] pathsAndMessages) => ShouldFail(text, pathsAndMessages);

    [Theory]
    [InlineData("""{ "name": "c" }""", ".kind", "*missing*Known: exit*")]
    [InlineData("""{ "kind": "exit" }""", ".name", "*missing*")]
    [InlineData("""{ "kind": 1, "name": "c" }""", ".kind", "*Expected a text*")]
    [InlineData("""{ "kind": "wait", "name": "c" }""", ".period", "*missing*")]
    [InlineData("""{ "kind": "wait", "name": "c", "period": 10 }""", ".period", "*a text, but found a number*")]
    [InlineData("""{ "kind": "wait-until", "name": "c", "timeOfDay": "24:00" }""", ".timeOfDay", "*Write it as 09:00.")]
    [InlineData(
        """{ "kind": "wait-until-date", "name": "c" }""", ".date", "*missing*", ".timeOfDay", "*missing*", ".whenPast", "*missing*")]
    [InlineData("""{ "kind": "wait-until-date", "name": "c", "date": { "kind": "birthdy" }, "timeOfDay": "09:00", "whenPast": "later" }""",
        ".date.kind", "*Did you mean 'birthday'?*", ".whenPast", "*continue-now, skip-step, exit.")]
    [InlineData(
        """{ "kind": "wait-until-date", "name": "c", "date": { "kind": "birthday", "daysBefore": 1, "daysAfter": 1 }, "timeOfDay": "09:00", "whenPast": "exit" }""", ".date.daysAfter", "*either daysBefore or daysAfter*")]
    [InlineData(
        """{ "kind": "wait-until-date", "name": "c", "date": { "kind": "attribute", "key": "a b", "daysBefore": -1 }, "timeOfDay": "09:00", "whenPast": "exit" }""", ".date.key", "*not a valid attribute key*")]
    [InlineData(
        """{ "kind": "wait-until-date", "name": "c", "date": { "kind": "birthday", "daysBefore": 367 }, "timeOfDay": "09:00", "whenPast": "exit" }""", ".date.daysBefore", "*at most 366 days*")]
    [InlineData(
        """{ "kind": "wait-until-date", "name": "c", "date": { "kind": "voucher-expiry" }, "timeOfDay": "09:00", "whenPast": "skip-step" }""", ".whenPast", "*no step after this one*")]
    [InlineData("""{ "kind": "if", "name": "c", "condition": {}, "then": {} }""", ".condition.kind", "*missing*", ".then",
        "*Expected a list of steps*")]
    [InlineData(
        """{ "kind": "if", "name": "c", "condition": { "kind": "all", "of": [] }, "then": [] }""", ".condition.of", "*at least two*")]
    [InlineData("""{ "kind": "split", "name": "c", "shares": [] }""", ".shares", "*at least one share*")]
    [InlineData("""{ "kind": "split", "name": "c", "shares": [ { "name": "a", "percent": "50" }, { "name": "a", "percent": 50.001 } ] }""",
        ".shares[0].percent", "*Expected a number*", ".shares[1].name", "*is already defined*", ".shares[1].percent", "*two decimal*")]
    [InlineData(
        """{ "kind": "split", "name": "c", "shares": [ { "name": "a", "percent": 1e99 } ] }""", ".shares[0].percent", "*28 digits*")]
    [InlineData("""{ "kind": "send", "name": "c", "channel": "E Mail", "template": "t", "onAmbiguous": "maybe" }""", ".channel",
        "*not a valid channel name*", ".onAmbiguous", "*Known: assume-sent, resend.")]
    [InlineData(
        """{ "kind": "send", "name": "c", "channel": "email", "template": "t", "recommendations": { "count": 25, "fields": [], "productUrlBase": "ftp://x/", "layout": "round", "whenNone": 1 } }""", ".recommendations.count", "*1 to 24*", ".recommendations.fields", "*one field*", ".recommendations.productUrlBase", "*https*", ".recommendations.layout", "*side-by-side, vertical*", ".recommendations.whenNone", "*text*")]
    [InlineData(
        """{ "kind": "send", "name": "c", "channel": "email", "template": "t", "recommendations": { "count": 1.5, "productUrlBase": "/x" } }""", ".recommendations.count", "*whole number*", ".recommendations.productUrlBase", "*https*")]
    public void Errors_of_a_step_are_reported(string step, params string[] pathsAndMessages) =>
        ShouldFail($$"""{ "name": "a", "steps": [ {{step}} ] }""", Under("$.steps[0]", pathsAndMessages));

    [Theory]
    [InlineData("""{ "kind": "segmnt" }""", ".kind", "*Did you mean 'segment'?*")]
    [InlineData("""{ "kind": "segment", "segments": [] }""", ".segments", "*one segment*")]
    [InlineData("""{ "kind": "segment", "segments": "lost" }""", ".segments", "*Expected a list*")]
    [InlineData("""{ "kind": "attribute", "key": "tier" }""", "", "*one of equal, in, greater, less, contains; none is given*")]
    [InlineData("""{ "kind": "attribute", "key": "tier", "equal": 1, "less": 2 }""", "", "*not equal and less*")]
    [InlineData("""{ "kind": "attribute", "key": "a b", "equal": 1 }""", ".key", "*not a valid property key*")]
    [InlineData("""{ "kind": "attribute", "key": "tier", "less": true }""", ".less", "*a number or a text*")]
    [InlineData("""{ "kind": "attribute", "key": "tier", "contains": 1 }""", ".contains", "*takes a text*")]
    [InlineData("""{ "kind": "attribute", "key": "tier", "in": [] }""", ".in", "*one value or more*")]
    [InlineData("""{ "kind": "attribute", "key": "tier", "equal": null }""", ".equal", "*a text, a number, true or false*")]
    [InlineData("""{ "kind": "event-count", "event": "purchase", "count": { "exactly": -1 } }""", ".count.exactly", "*0 or more*")]
    [InlineData("""{ "kind": "event-count", "event": "purchase", "count": { "atLeast": 1, "atMost": 2 } }""", ".count", "*one of atLeast*")]
    [InlineData("""{ "kind": "event-count", "event": "purchase", "count": 1, "where": [ 1 ] }""", ".count", "*Expected an object*",
        ".where[0]", "*Expected an object*")]
    [InlineData(
        """{ "kind": "event-count", "event": "purchase", "count": { "exactly": 1 }, "window": { "kind": "in-last", "period": "P0D" } }""",
        ".window.period", "*must not be zero*")]
    [InlineData(
        """{ "kind": "event-count", "event": "purchase", "count": { "exactly": 1 }, "window": { "kind": "between", "start": "2026-01-01T00:00:00", "end": "2025" } }""", ".window.start", "*with its offset*", ".window.end", "*with its offset*")]
    [InlineData(
        """{ "kind": "event-count", "event": "purchase", "count": { "exactly": 1 }, "window": { "kind": "between", "start": "2026-01-01T00:00Z", "end": "2026-01-01T01:00+01:00" } }""", ".window.end", "*after its start*")]
    [InlineData("""{ "kind": "last-purchase", "within": "P1D", "before": "P2D" }""", "", "*one of within, before*")]
    [InlineData("""{ "kind": "last-purchase", "within": "P0D" }""", ".within", "*must not be zero*")]
    [InlineData("""{ "kind": "total-spent", "atLeast": -1 }""", ".atLeast", "*non-negative*")]
    [InlineData("""{ "kind": "total-spent", "atLeast": 0.00001 }""", ".atLeast", "*decimal places*")]
    [InlineData("""{ "kind": "predicate", "name": "x", "arguments": { "a b": 1, "c": [] } }""", ".arguments['a b']",
        "*not a valid property key*", ".arguments.c", "*a text, a number*")]
    [InlineData("""{ "kind": "not", "of": { "kind": "not" } }""", ".of.of", "*missing*")]
    [InlineData("""{ "kind": "opened", "step": "x", "humanOnly": "yes" }""", ".step", "*no step 'x'*", ".humanOnly", "*true or false*")]
    public void Errors_of_a_condition_are_reported(string condition, params string[] pathsAndMessages) =>
        ShouldFail($$"""{ "name": "a", "steps": [ { "name": "b", "kind": "exit", "when": {{condition}} } ] }""",
            Under("$.steps[0].when", pathsAndMessages));

    [Theory]
    [InlineData(
        """{ "trigger": { "kind": "hourly" } }""", ".trigger.kind", "*Known: by-hand, daily, date, event, monthly, segment, weekly.")]
    [InlineData("""{ "trigger": { "kind": "weekly", "day": "someday", "at": "09:00" } }""", ".trigger.day", "*sunday*")]
    [InlineData("""{ "trigger": { "kind": "daily", "day": 1 } }""", ".trigger.day", "*Allowed: kind, at.", ".trigger.at", "*missing*")]
    [InlineData("""{ "reEntry": { "kind": "after-exit", "cooldown": "soon" } }""", ".reEntry.cooldown", "*not a valid period*")]
    [InlineData("""{ "reEntry": "once" }""", ".reEntry", "*Expected an object*")]
    public void Errors_of_the_enrollment_are_reported(string enroll, params string[] pathsAndMessages) =>
        ShouldFail($$"""{ "name": "a", "enroll": {{enroll}}, "steps": [ { "name": "b", "kind": "exit" } ] }""",
            Under("$.enroll", pathsAndMessages));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(20_000, false)]
    public void Steps_nest_64_levels_and_deeper_nesting_is_reported_with_its_path(int levels, bool fits)
    {
        var text = new StringBuilder("""{ "name": "a", "steps": """);
        for (var level = 1; level < levels; level++)
            text.Append("[ { \"name\": \"s-").Append(level)
                .Append("\", \"kind\": \"split\", \"shares\": [ { \"name\": \"all\", \"percent\": 100, \"steps\": ");
        text.Append("[ { \"name\": \"last\", \"kind\": \"exit\" } ]").Insert(text.Length, " } ] } ]", levels - 1).Append('}');

        if (fits)
            JourneyJson.Read(text.ToString()).Name.Value.Should().Be("a");
        else
            ShouldFail(
                text.ToString(), "$" + string.Concat(Enumerable.Repeat(".steps[0].shares[0]", 64)) + ".steps", "*more than 64 levels*");
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(20_000, false)]
    public void Conditions_nest_64_levels_and_deeper_nesting_is_reported_with_its_path(int levels, bool fits)
    {
        var text = new StringBuilder("""{ "name": "a", "steps": [ { "name": "b", "kind": "exit", "when": """)
            .Insert(65, "{ \"kind\": \"not\", \"of\": ", levels - 1)
            .Append("""{ "kind": "has-address", "channel": "email" }""").Append('}', levels - 1).Append("} ] }");

        if (fits)
            JourneyJson.Read(text.ToString()).Steps.Should().ContainSingle();
        else
            ShouldFail(text.ToString(), "$.steps[0].when" + string.Concat(Enumerable.Repeat(".of", 64)), "*more than 64 levels*");
    }

    [Fact]
    public void Lists_nested_a_million_levels_are_refused() =>
        ErrorsOf(
            $$"""{ "name": "a", "steps": [ { "name": "b", "kind": "exit", "when": {{new string('[', 1_000_000)}}{{new string(']', 1_000_000)}} } ] }""")
            .Should().ContainSingle().Which.Path.Should().Be("$.steps[0].when");

    [Fact]
    public void A_text_of_more_than_4_MiB_is_refused() =>
        ErrorsOf(new string(' ', 4 * 1024 * 1024 + 1)).Should().ContainSingle().Which.Message.Should().Contain("4 MiB");

    [Fact]
    public void A_reference_to_a_step_inside_an_unreadable_part_is_not_an_error() =>
        ShouldFail(
            """
            { "name": "a", "steps": [
              { "name": "b", "kind": "iff", "then": [ { "name": "c", "kind": "send", "channel": "email", "template": "t" } ] },
              { "name": "d", "kind": "exit", "when": { "kind": "opened", "step": "c" } } ] }
            """,
            "$.steps[0].kind", "*Did you mean 'if'?*");

    [Fact]
    public void The_message_lists_all_errors()
    {
        var read = () => JourneyJson.Read(
            """{ "name": "a", "steps": [ { "name": "b", "kind": "wait", "period": "10" }, { "name": "b", "kind": "exit" } ] }""");

        read.Should().Throw<JourneyDefinitionException>().Which.Message.Should().Be(
            """
            The journey 'a' has 2 errors:
              $.steps[0].period (line 1): '10' is not a valid period: it does not begin with P. Write an ISO 8601 duration such as P6M, P10D, P2W, PT1H or P1M2DT3H.
              $.steps[1].name (line 1): The name 'b' is already used by the step at $.steps[0]; step names must be unique in a journey.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_a_journey_error()
    {
        var good = JourneyJson.Write(JourneyDefinition.From<EveryKindJourney>());
        var random = new Random(1);
        var refused = 0;
        for (var round = 0; round < 800; round++)
        {
            var text = new StringBuilder(good);
            for (var change = random.Next(1, 4); change > 0; change--)
                text[random.Next(text.Length)] = "{}[]\",:0aP\\\uD800"[random.Next(12)];
            try
            {
                JourneyJson.Write(JourneyJson.Read(text.ToString())).Should().NotBeEmpty();
            }
            catch (JourneyDefinitionException exception)
            {
                exception.Errors.Should().NotBeEmpty().And.OnlyContain(error => error.Line > 0);
                refused++;
            }
        }

        refused.Should().BeInRange(300, 800);
    }

    private static void ShouldFail(string text, params string[] pathsAndMessages)
    {
        var errors = ErrorsOf(text);

        errors.Select(error => error.Path).Should()
            .BeEquivalentTo(pathsAndMessages.Where((_, index) => index % 2 == 0), "of {0}", string.Join('\n', errors));
        foreach (var (path, message) in pathsAndMessages.Chunk(2).Select(pair => (pair[0], pair[1])))
            errors.Single(error => error.Path == path).Message.Should().Match(message);
    }

    private static string[] Under(string root, string[] pathsAndMessages) =>
        [.. pathsAndMessages.Select((text, index) => index % 2 == 0 ? root + text : text)];

    private static IReadOnlyList<JourneyError> ErrorsOf(string text, IJourneyReferences? references = null) =>
        FluentActions.Invoking(() => JourneyJson.Read(text, references)).Should().Throw<JourneyDefinitionException>().Which.Errors;
}
