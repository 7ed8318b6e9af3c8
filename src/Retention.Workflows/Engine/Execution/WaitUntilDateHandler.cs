namespace Retention.Workflows;

/// <summary>Lets enrollments rest until a date of their customer, or does what the author chose when that is past. Who has no such date leaves.</summary>
/// <remarks>"Past" is seen from the moment at which the enrollment was to come here, so that a worker that was down makes nothing past.</remarks>
internal sealed class WaitUntilDateHandler : StepHandler<WaitUntilDateStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, WaitUntilDateStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var zones = await batch.ZonesAsync(travellers, cancellationToken).ConfigureAwait(false);
        var found = await CustomerDates.OfAsync(batch, step.Date, travellers, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < travellers.Count; index++)
        {
            var (traveller, expected) = (travellers[index], travellers[index].ExpectedAt(batch.Now));
            var until = found[index].Dates is [var date, ..] ? date.For(LocalTime.LocalDate(expected, zones[index]), step.Date.Offset, step.TimeOfDay, zones[index]) : null;
            if (until is null)
                traveller.End(EnrollmentStatus.Completed, found[index].Problem ?? Outcomes.UnreadableDate);
            else if (until > batch.Now)
                traveller.RestUntil(until.Value);
            else if (until >= expected)
                traveller.GoTo(instruction.Next);
            else
                Past(traveller, instruction, step.WhenPast);
        }
    }

    private static void Past(Traveller traveller, Instruction instruction, WhenPast choice)
    {
        if (choice == WhenPast.Exit)
            traveller.End(EnrollmentStatus.Completed, Outcomes.DatePast);
        else
            traveller.GoTo(choice == WhenPast.SkipStep ? traveller.Program.Instructions[instruction.Next].Next : instruction.Next, "past");
    }
}
