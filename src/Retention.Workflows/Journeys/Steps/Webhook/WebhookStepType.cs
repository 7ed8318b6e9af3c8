using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Retention.Workflows.Journeys.Steps;

internal sealed class WebhookStepType : StepType<WebhookStep>
{
    public override string Kind => "webhook";

    protected override void Define(StepFields<WebhookStep> fields)
    {
        fields.Address("address", step => step.Address).Optional().Describe("The https address to post to. Give this or 'endpoint'.");
        fields.Name("endpoint", step => step.Endpoint, "endpoint").Optional()
            .Describe("The name of an endpoint that the host configures. Give this or 'address'.");
        fields.Properties("data", step => step.Data).Optional().Describe("Fixed values to post.");
        fields.Texts("attributes", step => step.Attributes).Optional().Describe("The keys of the customer's attributes to post.");
        fields.Text("answerField", step => step.AnswerField).Optional()
            .Describe("The response property whose text selects the branch. Default: the status selects it.");
        fields.List("answers", step => step.Answers, answer =>
        {
            answer.Name("name", one => one.Name, "answer");
            answer.Text("value", one => one.Value).Optional();
            answer.Integer("status", one => one.Status).Optional();
            answer.Steps("steps", one => one.Steps).Optional();
        }).Optional().Describe("The answers that have a branch.");
        fields.Steps("failed", step => step.Failed).Optional().Describe("The steps of the branch 'failed', taken when the request is refused.");
    }

    public override string Describe(WebhookStep step) => $"post to {step.Endpoint ?? step.Address?.Host}";

    protected override void Validate(WebhookStep step, ValidationContext at)
    {
        at.Require(step.Address is null != step.Endpoint is null, "Give either an address or the name of an endpoint.");
        if (step.Address is { } address)
            at["address"].Require(IsSafe(address),
                "The address must be https, without user name and password; http is allowed for the loopback only.");
        foreach (var (index, key) in step.Attributes.Index())
            at["attributes"][index].Require(PropertyBag.IsKey(key), $"'{key}' is not a valid attribute key.");
        var names = new HashSet<string>(StringComparer.Ordinal) { WebhookStep.FailedLabel };
        var meanings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, answer) in step.Answers.Index())
        {
            var here = at["answers"][index];
            here["name"].Require(names.Add(answer.Name), $"The branch '{answer.Name}' is already defined.");
            if (step.AnswerField is not null)
            {
                here["status"].Require(answer.Status is null, "Remove the status: 'answerField' selects the branch.");
                here["value"].Require(meanings.Add(answer.Value ?? answer.Name), "Another answer has the same value.");
            }
            else
            {
                here["value"].Require(answer.Value is null, "Name the response property in 'answerField', or give a status instead.");
                if (here["status"].Require(answer.Status is (>= 200 and <= 299) or (>= 400 and <= 499 and not (408 or 425 or 429)),
                    "Give a status from 200 to 299, or one from 400 to 499 that is not retried."))
                    here["status"].Require(meanings.Add($"{answer.Status}"), "Another answer has the same status.");
            }
        }
    }

    protected override IEnumerable<string> ValidateHost(WebhookStep step, IServiceProvider services) =>
        step.Address is null != step.Endpoint is null
            && services.GetRequiredService<IOptionsMonitor<WebhookStepOptions>>().CurrentValue.ReceiverOf(step).Problem is { } problem
                ? [problem.Message] : [];

    /// <summary>Whether requests to an address are encrypted, or stay on this machine.</summary>
    internal static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
