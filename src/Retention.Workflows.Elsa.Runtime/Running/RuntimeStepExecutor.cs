using Elsa.Workflows;
using Microsoft.Extensions.Logging;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>Executes the steps of workflows in Elsa's runtime in the engine of customer journeys.</summary>
internal sealed partial class RuntimeStepExecutor(
    WorkflowJourneys journeys, IExternalJourneys versions, IExternalWorkflows workflows, ILogger<RuntimeStepExecutor> logger)
    : ActivityStepExecutor
{
    public override async ValueTask<StepReply> ExecuteAsync(JourneyActivity activity, ActivityExecutionContext context)
    {
        var workflow = context.WorkflowExecutionContext;
        var enrollment = RunProperties.EnrollmentOf(workflow);
        var journey = await journeys.FindAsync(workflow.WorkflowGraph, context.CancellationToken).ConfigureAwait(false);
        if (enrollment is null)
            versions.EnsureKept(journey.Definition); // active enrollments continue in any case
        var customer = RunProperties.CustomerOf(activity, context);
        var entryKey = RunProperties.EntryKeyOf(workflow);
        var (visit, isStored) = RunProperties.VisitOf(activity.StepName, context);
        ExternalStepReply reply;
        try
        {
            reply = await workflows.ExecuteAsync(
                new ExternalStepRequest
                {
                    Instance = workflow.Id,
                    Customer = customer,
                    Enrollment = enrollment,
                    EntryKey = entryKey,
                    Journey = journey,
                    Step = activity.StepName,
                    Visit = visit,
                    IsStored = isStored,
                },
                context.CancellationToken).ConfigureAwait(false);
        }
        catch (RetentionStoreException exception) when (enrollment is not null)
        {
            // It waits here until it is called again, since our store has it as active.
            LogStoreFailed(exception, enrollment.Value, activity.StepName);
            return StepReply.Stays with { Enrollment = enrollment.Value.ToString() };
        }

        if (reply.Enrollment is { } id)
            RunProperties.Remember(workflow, id);
        if (reply.Refusal is { } refusal)
            LogRefused(workflow.Id, journey.Definition.Name, refusal);
        if (reply.HasLeft)
            return StepReply.Left;
        return reply.Answer is { } answer
            ? new StepReply(StepReplyKind.Answered, answer.Outcome) { VoucherCode = answer.VoucherCode, Message = answer.Message,
                Products = answer.Products }
            : StepReply.Stays with { Enrollment = reply.Enrollment.ToString() };
    }

    [LoggerMessage(6005, LogLevel.Information,
        "The workflow {Instance} ends, since the re-entry rule of journey {Journey} refuses the customer: {Refusal}")]
    private partial void LogRefused(string instance, JourneyName journey, string refusal);

    [LoggerMessage(6001, LogLevel.Warning,
        "The store failed while enrollment {Enrollment} was at step {Step}; its workflow waits there until it is called again")]
    private partial void LogStoreFailed(Exception exception, EnrollmentId enrollment, string step);
}
