using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>All kinds of steps, by type.</summary>
internal static class StepHandlers
{
    private static readonly Dictionary<Type, IStepHandler> ByStep = ((IStepHandler[])
    [
        new ExitStepHandler(),
        new HoldoutStepHandler(),
        new IfStepHandler(),
        new IssueVoucherStepHandler(),
        new RecommendStepHandler(),
        new RecordEventStepHandler(),
        new RepeatStepHandler(),
        new SendStepHandler(),
        new SetAttributeStepHandler(),
        new SplitStepHandler(),
        new SwitchStepHandler(),
        new WaitForEventStepHandler(),
        new WaitForSilenceStepHandler(),
        new WaitStepHandler(),
        new WaitUntilDateStepHandler(),
        new WaitUntilStepHandler(),
        new WorkflowStepHandler(),
    ]).ToDictionary(handler => handler.Step);

    private static readonly ExternalStepHandlers External = new();

    /// <summary>The library's own handlers that are called outside transactions, by the record type of their step.</summary>
    internal static IReadOnlyDictionary<Type, Func<IServiceProvider, ExternalStepHandler>> Outside { get; } =
        new Dictionary<Type, Func<IServiceProvider, ExternalStepHandler>>
        {
            [typeof(WebhookStep)] = Make<WebhookStepHandler>,
        };

    internal static IStepHandler For(JourneyStep step) => ByStep.GetValueOrDefault(step.GetType(), External);

    private static THandler Make<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        IServiceProvider services)
        where THandler : ExternalStepHandler => ActivatorUtilities.CreateInstance<THandler>(services);
}
