using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Writes the customers with their new attributes in the batch's transaction.</summary>
internal sealed class SetAttributeStepHandler : StepHandler<SetAttributeStep>
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, SetAttributeStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        CustomerId[] ids = [.. runs.Select(run => run.Customer).Distinct()];
        var customers = await batch.CustomersAsync(ids, cancellationToken).ConfigureAwait(false);
        var changed = new List<Customer>(ids.Length);
        foreach (var id in ids)
        {
            if (customers.TryGetValue(id, out var customer)
                && HostCallFailure.Call(() => AttributesOf(customer, step)) is var attributes // the host's customer may have too many
                && !attributes.Equals(customer.Attributes))
                changed.Add(customer with { Attributes = attributes });
        }

        await batch.SaveCustomersAsync(changed, cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
            run.GoTo(instruction.Next);
    }

    private static PropertyBag AttributesOf(Customer customer, SetAttributeStep step) => new(
    [
        .. customer.Attributes.Where(attribute => !step.Set.ContainsKey(attribute.Key) && !step.Remove.Contains(attribute.Key)),
        .. step.Set,
    ]);
}
