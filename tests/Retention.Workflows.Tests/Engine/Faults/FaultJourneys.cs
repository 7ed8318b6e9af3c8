using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>A journey with every kind of step that leaves a trace: records, messages of both policies, vouchers one behind the other, branches, exits.</summary>
internal static class FaultJourneys
{
    internal static readonly JourneyName Name = new("under-fire");

    internal static JourneyDefinition Make(bool goalEnds) => JourneyDefinition.Build(Name, journey =>
    {
        journey.Enroll.Weekly(DayOfWeek.Monday, at: new TimeOnly(9, 0)).When(Customer.HasAddress(Channel.Email)).ReEntry(ReEntry.Always);
        var goal = journey.Goal.On(EventNames.Purchase).Within(Days(20));
        if (goalEnds)
            goal.EndsJourney();

        journey.Steps
            .RecordEvent("began", "journey-began")
            .SendEmail("hello", template: "hello")
            .Split("test", split => split
                .Share("quick", 50, steps => steps.Wait("an-hour", Hours(1)))
                .Share("slow", 50, steps => steps.WaitUntil("morning", new TimeOnly(10, 0)).RecordEvent("slept", "slept-on-it")))
            .IssueVoucher("voucher", offer: "ten")
            .IssueVoucher("another", offer: "ten")
            .SendSms("code", template: "voucher-code", options: send => send.OnAmbiguous = AmbiguityPolicy.Resend)
            .Wait("think", Days(2))
            .ExitIf("opened", Customer.Opened("hello"))
            .If("bought", Customer.PurchasedSince("think"),
                then: steps => steps.RecordEvent("thanked", "thanked"),
                otherwise: steps => steps.SendEmail("nudge", template: "nudge", options: send => send.OnAmbiguous = AmbiguityPolicy.Resend))
            .SendEmail("bye", template: "voucher-bye");
    });
}
