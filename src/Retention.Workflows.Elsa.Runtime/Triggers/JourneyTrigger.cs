using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Retention.Workflows.Elsa.Runtime;

/// <summary>
/// Starts a workflow for a customer. The engine of Retention.Workflows enrolls the customer in the transaction of the cause, and starts the
/// workflow once.
/// </summary>
/// <remarks>A workflow has one such trigger, set to start it (<c>CanStartWorkflow</c>). If a workflow reaches it in another way, it
/// continues at once.</remarks>
public abstract class JourneyTrigger : Trigger
{
    private protected JourneyTrigger(string? source, int? line) : base(source, line)
    {
    }

    /// <summary>The audience, as a condition in the JSON form of journeys (see <see cref="Among"/>); default every customer.</summary>
    [Input(Description = "The audience, as a condition in JSON. Default: all customers.", UIHint = InputUIHints.JsonEditor, Category = "Advanced")]
    public Input<string?>? Audience { get; set; }

    /// <summary>The re-entry rule, in the JSON form of journeys, such as <c>{ "kind": "once" }</c>; default: again after the last
    /// enrollment ended.</summary>
    [Input(
        DisplayName = "Re-entry",
        Description = "The re-entry rule, as JSON such as { \"kind\": \"once\" }. Default: again after the last enrollment ended.",
        UIHint = InputUIHints.JsonEditor, Category = "Advanced")]
    public Input<string?>? ReEntry { get; set; }

    /// <summary>Converts a condition to an audience input.</summary>
    public static Input<string?> Among(Condition audience) => CustomerCondition.Of(audience).Condition!;

    /// <summary>Returns the kind of trigger and its id.</summary>
    public override string ToString() => $"Activity '{Id}' ({GetType().Name})";

    /// <summary>Returns the enrollment rule.</summary>
    /// <exception cref="ActivityInputException">An input is missing or not valid.</exception>
    internal EnrollmentRule ToRule()
    {
        var enroll = new JsonObject { ["trigger"] = Form() };
        Add(enroll, "when", LiteralInput.ReadJson(this, Audience, nameof(Audience)));
        Add(enroll, "reEntry", LiteralInput.ReadJson(this, ReEntry, nameof(ReEntry)) ?? DefaultReEntry());
        var journey = new JsonObject { ["name"] = "trigger", ["enroll"] = enroll,
            ["steps"] = new JsonArray(new JsonObject { ["name"] = "end", ["kind"] = "exit" }) };
        try
        {
            return JourneyJson.Read(journey.ToJsonString()).Enrollment;
        }
        catch (JourneyDefinitionException exception)
        {
            throw Problem(exception.Errors);
        }
    }

    /// <summary>Converts errors of the enrollment to errors of the inputs.</summary>
    internal ActivityInputException Problem(IEnumerable<JourneyError> errors) =>
        ActivityInputException.Of(this, errors, path => InputOf(path["$.enroll".Length..].TrimStart('.')));

    /// <summary>Returns the trigger in the JSON form of journeys.</summary>
    internal abstract JsonObject Form();

    internal virtual JsonNode? DefaultReEntry() => null;

    /// <inheritdoc/>
    // No stimulus is sent for it; Elsa stores it, so that published workflows can be found.
    protected sealed override object GetTriggerPayload(TriggerIndexingContext context) => Id;

    /// <inheritdoc/>
    protected sealed override ValueTask ExecuteAsync(ActivityExecutionContext context) => context.CompleteActivityAsync();

    private protected static void Add(JsonObject fields, string field, JsonNode? value)
    {
        if (value is not null)
            fields[field] = value;
    }

    private static string InputOf(string path)
    {
        if (path.StartsWith("when", StringComparison.Ordinal))
            return nameof(Audience);
        return path.Split('.', '[') is ["trigger", { Length: > 0 } inner, ..] ? inner : path.Split('.', '[')[0];
    }
}
