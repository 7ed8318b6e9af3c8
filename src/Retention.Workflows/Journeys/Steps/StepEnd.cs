namespace Retention.Workflows.Journeys.Steps;

/// <summary>Whether a step ends the journey for customers.</summary>
internal enum StepEnd
{
    /// <summary>The journey continues.</summary>
    Never = 0,

    /// <summary>It ends for some customers.</summary>
    Sometimes = 1,

    /// <summary>It ends for all customers.</summary>
    Always = 2,
}
