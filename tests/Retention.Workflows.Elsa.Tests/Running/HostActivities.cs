using Elsa.Extensions;
using Elsa.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Elsa.Tests.Running;

public sealed class Switchable
{
    public CustomerId? FailsFor { get; set; }

    public int Tries { get; set; }
}

/// <summary>An activity that the host defines.</summary>
public sealed class FailingActivity : CodeActivity
{
    protected override void Execute(ActivityExecutionContext context)
    {
        var broken = context.GetRequiredService<Switchable>();
        if (!context.TryGetWorkflowInput<string>("CustomerId", out var customer) || customer != broken.FailsFor?.Value)
            return;
        broken.Tries++;
        throw new InvalidOperationException("Not today.");
    }
}

public sealed class Seen
{
    public string? Value { get; set; }
}

/// <summary>Counts its executions.</summary>
public sealed class Charge : CodeActivity
{
    protected override void Execute(ActivityExecutionContext context) => context.GetRequiredService<Switchable>().Tries++;
}

public sealed class ReadsTexts : CodeActivity
{
    public global::Elsa.Workflows.Models.Input<string[]?> At { get; set; } = null!;

    protected override void Execute(ActivityExecutionContext context) =>
        context.GetRequiredService<Seen>().Value = string.Join(' ', context.Get(At)!);
}

public sealed class Look : CodeActivity
{
    public global::Elsa.Workflows.Models.Input<string?> At { get; set; } = null!;

    protected override void Execute(ActivityExecutionContext context) => context.GetRequiredService<Seen>().Value = context.Get(At);
}

/// <summary>Schedules two activities at once, which no validation can foresee.</summary>
public sealed class Both : Activity
{
    [global::Elsa.Workflows.Attributes.Port]
    public IActivity One { get; set; } = null!;

    [global::Elsa.Workflows.Attributes.Port]
    public IActivity Other { get; set; } = null!;

    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        await context.ScheduleActivityAsync(One);
        await context.ScheduleActivityAsync(Other);
    }
}

public sealed class CreatesBookmark : Activity
{
    protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark();
}
