namespace Retention.Workflows.Journeys;

/// <summary>How a step looks in a drawing.</summary>
public enum StepShape
{
    /// <summary>Something is done.</summary>
    Action = 0,

    /// <summary>Time passes.</summary>
    Wait = 1,

    /// <summary>The journey takes one of several branches.</summary>
    Choice = 2,

    /// <summary>A message leaves.</summary>
    Message = 3,

    /// <summary>The journey ends.</summary>
    End = 4,
}
