namespace Retention.Workflows.Elsa;

/// <summary>What the engine did with a step that an activity requested.</summary>
public enum StepReplyKind
{
    /// <summary>The step was executed, and the workflow continues.</summary>
    Answered = 0,

    /// <summary>The enrollment waits at the step.</summary>
    Stays = 1,

    /// <summary>The enrollment has left the journey.</summary>
    Left = 2,
}
