namespace Retention.Workflows.Journeys;

/// <summary>The shape of a step in a drawing.</summary>
public enum StepShape
{
    /// <summary>An action.</summary>
    Action = 0,

    /// <summary>A wait.</summary>
    Wait = 1,

    /// <summary>A choice among branches.</summary>
    Choice = 2,

    /// <summary>A message.</summary>
    Message = 3,

    /// <summary>An exit.</summary>
    End = 4,
}
