using Elsa.Workflows;
using Retention.Workflows.Hosting;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Elsa.Tests.Activities;

/// <summary>Has the one step of an activity under test done by the real engine, for one customer.</summary>
internal sealed class EngineCounter(Customer customer, Action<JourneyHarnessOptions> configure, Func<JourneyHarness, Task> before) : StepCounter, IWorkflowGuide
{
    private WorkflowAnswer? _answer;
    private string _step = "";

    public string Engine => "one-step";

    internal JourneyHarness? Harness { get; private set; }

    internal async Task<CustomerRecord> RecordAsync() => await Harness!.Client.ReadCustomerAsync(customer.Id, TestContext.Current.CancellationToken);

    internal override async ValueTask<StepReply> DoAsync(JourneyActivity activity, ActivityExecutionContext context)
    {
        var step = activity.ToStep(InputReader.Evaluated(context));
        _step = step.Name;
        var journey = new JourneyDefinition
        {
            Name = new JourneyName("one-step"),
            Enrollment = new EnrollmentRule(),
            Steps =
            [
                new WorkflowStep { Name = "workflow", Engine = Engine, Plan = "one", Steps = [step, .. step.Name == "before" ? Array.Empty<JourneyStep>() : [new WaitStep { Name = "before", Period = Period.Hours(1) }, new SendStep { Name = "mail", Channel = Channel.Email, Template = "mail" }]] },
            ],
        };
        Harness = await JourneyHarness.StartAsync(journey, options =>
        {
            configure(options);
            var more = options.Configure;
            options.Configure = retention =>
            {
                more?.Invoke(retention);
                retention.Services.AddGuide(this);
            };
        });
        await Harness.Client.SaveCustomersAsync([customer], context.CancellationToken);
        await before(Harness);
        await Harness.EnrollAsync(customer);
        await Harness.AdvanceAsync(TimeSpan.FromHours(1));
        var enrollment = (await RecordAsync()).Enrollments.Single();
        if (enrollment is { Status: EnrollmentStatus.Stuck or EnrollmentStatus.Active, Attempt: > 0 })
            throw new InvalidOperationException($"The step failed: {enrollment.Outcome}.");
        return _answer is { } answer ? new StepReply(StepReplyKind.Answered, answer.Outcome) { VoucherCode = answer.VoucherCode, Message = answer.Message }
            : enrollment.EndedAt is not null ? StepReply.Left
            : StepReply.Stays with { NeedsBookmark = true, Enrollment = enrollment.Id.ToString() };
    }

    IReadOnlyList<string> IWorkflowGuide.Check(WorkflowStep workflow) => [];

    IWorkflowPassage IWorkflowGuide.Open(WorkflowEntry entry) => new Passage(this, entry.State);

    /// <summary>Waits an hour at the step before, sends a mail, then does the step under test, and hears its answer.</summary>
    private sealed class Passage(EngineCounter counter, string? state) : IWorkflowPassage
    {
        private string? _at = state;

        public ValueTask<WorkflowMove> GoOnAsync(WorkflowAnswer? answer, CancellationToken cancellationToken)
        {
            _at = _at switch { null => "mail", "mail" => "before", "before" => counter._step, _ => null };
            if (_at is null)
                counter._answer = answer;
            return new(new WorkflowMove(_at));
        }

        public ValueTask<string?> SaveAsync(CancellationToken cancellationToken) => new(_at);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
