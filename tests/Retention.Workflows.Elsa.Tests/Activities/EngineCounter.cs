using Elsa.Workflows;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Elsa.Tests.Activities;

/// <summary>Lets the real engine perform the single step of an activity under test, for one customer.</summary>
/// <param name="customer">The customer at the step.</param>
/// <param name="configure">Configures the engine.</param>
/// <param name="before">Runs before the journey begins.</param>
/// <param name="meanwhile">Runs in the hour before the step, after the mail was sent.</param>
internal sealed class EngineCounter(Customer customer, Action<JourneyHarnessOptions> configure, Func<JourneyHarness, Task> before,
    Func<JourneyHarness, Task> meanwhile) : ActivityStepExecutor, IWorkflowEngine
{
    private WorkflowAnswer? _answer;
    private string _step = "";

    public string Engine => "one-step";

    internal JourneyHarness? Harness { get; private set; }

    internal async Task<CustomerRecord> RecordAsync() =>
        await Harness!.Client.ReadCustomerAsync(customer.Id, TestContext.Current.CancellationToken);

    /// <summary>Performs the step. A repeated call checks whether the answer has arrived.</summary>
    public override async ValueTask<StepReply> ExecuteAsync(JourneyActivity activity, ActivityExecutionContext context)
    {
        if (Harness is null)
            await ComeToAsync(activity.ToStep());
        var enrollment = (await RecordAsync()).Enrollments.Single();
        if (enrollment is { Status: EnrollmentStatus.Stuck or EnrollmentStatus.Waiting, Attempt: > 0 })
            throw new InvalidOperationException($"The step failed: {enrollment.Outcome}.");
        return _answer is { } answer ? new StepReply(StepReplyKind.Answered, answer.Outcome) { VoucherCode = answer.VoucherCode,
            Message = answer.Message, Products = answer.Products }
            : enrollment.EndedAt is not null ? StepReply.Left
            : StepReply.Stays with { Enrollment = enrollment.Id.ToString() };
    }

    private async Task ComeToAsync(JourneyStep step)
    {
        _step = step.Name;
        var journey = new JourneyDefinition
        {
            Name = new JourneyName("one-step"),
            Enrollment = new EnrollmentRule(),
            Steps =
            [
                new WorkflowStep { Name = "workflow", Engine = Engine, Plan = "one", Steps = [step, new WaitStep { Name = "before",
                    Period = Period.Hours(1) }, new SendStep { Name = "mail", Channel = Channel.Email, Template = "mail" }] },
            ],
        };
        Harness = await JourneyHarness.StartAsync(journey, options =>
        {
            configure(options);
            var more = options.Configure;
            options.Configure = retention =>
            {
                more?.Invoke(retention);
                retention.Services.AddWorkflowEngine(this);
            };
        });
        await Harness.Client.SaveCustomersAsync([customer], TestContext.Current.CancellationToken);
        await before(Harness);
        await Harness.EnrollAsync(customer);
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(5));
        await meanwhile(Harness);
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(55));
    }

    IReadOnlyList<string> IWorkflowEngine.Check(WorkflowStep workflow) => [];

    IWorkflowExecution IWorkflowEngine.Open(WorkflowEntry entry) => new CountedExecution(this, entry.State);

    /// <summary>Waits an hour at the previous step, sends a mail, performs the step under test, and receives its answer.</summary>
    private sealed class CountedExecution(EngineCounter counter, string? state) : IWorkflowExecution
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
