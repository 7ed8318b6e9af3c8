using System.Text.Json.Nodes;
using Elsa.Workflows.Models;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Flowcharts;

/// <summary>Creates the activity of a step.</summary>
internal static class StepActivities
{
    private static readonly Dictionary<string, string> Channels = new() { ["email"] = nameof(SendEmail), ["sms"] = nameof(SendSms),
        ["push"] = nameof(SendPush) };

    internal static JourneyActivity Of(JourneyStep step)
    {
        var fields = JsonNode.Parse(JourneyJson.WriteStep(StepTypes.BuiltIn.WithoutBranches(step)))!.AsObject();
        var activity = Make(fields);
        activity.Id = step.Name;
        activity.CustomProperties.Remove("source"); // the constructor sets this file's line as source, which is meaningless in the designer
        return activity;
    }

    private static JourneyActivity Make(JsonObject fields) => fields["kind"]!.GetValue<string>() switch
    {
        "exit" => new ExitJourney { When = Json(fields["when"]) },
        "holdout" => new HoldOut { Percent = Number(fields["percent"]), Experiment = Text(fields["experiment"]) },
        "if" => Question(fields["condition"]!.AsObject()),
        "issue-voucher" => new IssueVoucher { Offer = Text(fields["offer"]) },
        "recommend" => new RecommendProducts
        {
            Count = Whole(fields["count"]),
            Strategy = Text(fields["strategy"]),
            MinPrice = Number(fields["minPrice"]),
            MaxPrice = Number(fields["maxPrice"]),
            Categories = Texts(fields["categories"]),
            BestSellers = fields["bestSellers"] is { } best ? new Input<bool?>(best.GetValue<bool>()) : null,
        },
        "record-event" => new RecordEvent { Event = Text(fields["event"]) },
        "repeat" => new RepeatSteps { Times = Whole(fields["times"]), Until = Json(fields["until"]) },
        "send" => Send(fields),
        "set-attribute" => new SetAttributes { Set = Json(fields["set"]), Remove = Texts(fields["remove"]) },
        "split" => new SplitCustomers { Shares = Json(fields["shares"]), Experiment = Text(fields["experiment"]) },
        "switch" => new ChooseCase { Cases = Json(fields["cases"]) },
        "wait" => new WaitFor { Period = Text(fields["period"]) },
        "wait-until" => new WaitFor { TimeOfDay = Text(fields["timeOfDay"]), Day = Text(fields["day"]) },
        "wait-for-event" =>
            new WaitForCustomerEvent { Event = Text(fields["event"]), Where = Json(fields["where"]), Timeout = Text(fields["timeout"]) },
        "wait-for-silence" => new WaitForSilence { Events = Json(fields["events"]), Period = Text(fields["period"]) },
        "webhook" => new CallWebhook
        {
            Address = Text(fields["address"]),
            Endpoint = Text(fields["endpoint"]),
            Data = Json(fields["data"]),
            Attributes = Texts(fields["attributes"]),
            AnswerField = Text(fields["answerField"]),
            Answers = Json(fields["answers"]),
        },
        "workflow" => throw new NotSupportedException($"The step '{fields["name"]}' is already a workflow."),
        var kind => throw new NotSupportedException($"There is no activity for a step of kind '{kind}'."),
    };

    private static JourneyActivity Question(JsonObject condition) => condition["kind"]!.GetValue<string>() switch
    {
        "segment" => new RfmSegmentCondition { Segments = new Input<ICollection<string>?>(
            [.. condition["segments"]!.AsArray().Select(name => name!.GetValue<string>())]) },
        "opened" => new EmailOpened { Message = Text(condition["step"]),
            HumanOnly = condition["humanOnly"] is { } human ? new Input<bool?>(human.GetValue<bool>()) : null },
        "has-address" => new HasAddress { Channel = Text(condition["channel"]) },
        _ => new CustomerCondition { Condition = Json(condition) },
    };

    private static SendActivity Send(JsonObject fields)
    {
        SendActivity send = fields["fallbacks"] is null ? Channels.GetValueOrDefault(fields["channel"]!.GetValue<string>()) switch
        {
            nameof(SendEmail) => new SendEmail(),
            nameof(SendSms) => new SendSms(),
            nameof(SendPush) => new SendPush(),
            _ => new SendMessage { Channel = Text(fields["channel"]) },
        }
        : new SendMessage { Channel = Text(fields["channel"]), Fallbacks = Json(fields["fallbacks"]) };
        send.Template = Text(fields["template"]);
        send.Topic = Text(fields["topic"]);
        send.Recommendations = Json(fields["recommendations"]);
        send.OnAmbiguous = Text(fields["onAmbiguous"]);
        send.DeferUpTo = Text(fields["deferUpTo"]);
        send.UsesOptionalPorts = fields["awaitFate"]?.GetValue<bool>() ?? false;
        return send;
    }

    private static Input<string?>? Text(JsonNode? value) => value is null ? null : new Input<string?>(value.GetValue<string>());

    private static Input<ICollection<string>?>? Texts(JsonNode? value) =>
        value is JsonArray all ? new Input<ICollection<string>?>([.. all.Select(text => text!.GetValue<string>())]) : null;

    private static Input<string?>? Json(JsonNode? value) => value is null ? null : new Input<string?>(value.ToJsonString());

    private static Input<int?>? Whole(JsonNode? value) => value is null ? null : new Input<int?>(value.GetValue<int>());

    private static Input<decimal?>? Number(JsonNode? value) => value is null ? null : new Input<decimal?>(value.GetValue<decimal>());
}
