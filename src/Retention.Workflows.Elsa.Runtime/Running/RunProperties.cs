using System.Globalization;
using Elsa.Extensions;
using Elsa.Workflows;

namespace Retention.Workflows.Elsa.Runtime.Running;

/// <summary>
/// The journey's data in a workflow. Elsa stores it together with the workflow's state, so that both are restored together when a run is
/// lost.
/// </summary>
internal static class RunProperties
{
    internal const string CustomerId = "CustomerId";
    internal const string EntryKey = "EntryKey";

    private const string EnrollmentKey = "CustomerJourneys.Enrollment";
    private const string CustomerKey = "CustomerJourneys.Customer";
    private const string EntryKeyKey = "CustomerJourneys.EntryKey";
    private const string VisitKey = "CustomerJourneys.Visit";

    internal static Dictionary<string, object> Of(Enrollment enrollment) =>
        new() { [EnrollmentKey] = enrollment.Id.ToString(), [CustomerKey] = enrollment.Customer.Value };

    internal static EnrollmentId? EnrollmentOf(WorkflowExecutionContext workflow) =>
        Text(workflow, EnrollmentKey) is { } text && EnrollmentId.TryParse(text, out var id) ? id : null;

    internal static void Remember(WorkflowExecutionContext workflow, EnrollmentId enrollment) =>
        workflow.Properties[EnrollmentKey] = enrollment.ToString();

    /// <summary>Returns the customer's id from the activity, the workflow's input or its correlation id.</summary>
    /// <exception cref="ActivityInputException">There is no id.</exception>
    internal static CustomerId CustomerOf(JourneyActivity activity, ActivityExecutionContext context)
    {
        var workflow = context.WorkflowExecutionContext;
        var text = FirstText(activity.CustomerId is { } input ? context.Get(input) : null, Input(workflow, CustomerId),
            Text(workflow, CustomerKey), workflow.CorrelationId)
            ?? throw new ActivityInputException(activity, nameof(JourneyActivity.CustomerId),
                "There is no customer: give the workflow an input CustomerId, or a correlation id.");
        try
        {
            var customer = new CustomerId(text);
            workflow.Properties[CustomerKey] = text;
            return customer;
        }
        catch (ArgumentException exception)
        {
            throw new ActivityInputException(
                activity, nameof(JourneyActivity.CustomerId), "This is not a valid customer id: it has 1 to 200 characters.", exception);
        }
    }

    /// <summary>Returns the entry key with which the host started the workflow; without one, each workflow has its own.</summary>
    internal static string EntryKeyOf(WorkflowExecutionContext workflow)
    {
        var key = FirstText(Text(workflow, EntryKeyKey), Input(workflow, EntryKey)) ?? workflow.Id;
        workflow.Properties[EntryKeyKey] = key;
        return key;
    }

    /// <summary>
    /// Returns the visit number of an activity's step. It is the same at every attempt, since Elsa forgets a visit together with its
    /// results.
    /// </summary>
    internal static (int Visit, bool IsStored) VisitOf(string step, ActivityExecutionContext context)
    {
        if (context.Properties.TryGetValue(VisitKey, out var known) && known is not null)
            return (Number(known), true);
        var (properties, key) = (context.WorkflowExecutionContext.Properties, $"{VisitKey}.{step}");
        var visit = (properties.TryGetValue(key, out var before) && before is not null ? Number(before) : 0) + 1;
        properties[key] = visit.ToString(CultureInfo.InvariantCulture);
        context.Properties[VisitKey] = visit.ToString(CultureInfo.InvariantCulture);
        return (visit, false);
    }

    private static int Number(object value) => int.Parse(value.ToString()!, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string? Text(WorkflowExecutionContext workflow, string key) =>
        workflow.Properties.TryGetValue(key, out var value) ? value?.ToString() : null;

    private static string? Input(WorkflowExecutionContext workflow, string key) =>
        workflow.Input.TryGetValue(key, out var value) ? value?.ToString() : null;

    private static string? FirstText(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (!string.IsNullOrWhiteSpace(text))
                return text;
        }

        return null;
    }
}
