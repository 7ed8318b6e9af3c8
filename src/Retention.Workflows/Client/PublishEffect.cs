namespace Retention.Workflows;

/// <summary>The effect of a publication on the enrollments at a step.</summary>
public enum PublishEffect
{
    /// <summary>They finish on their version.</summary>
    Drains = 0,

    /// <summary>They move and keep their wait, so they continue at the same time as before.</summary>
    Moves = 1,

    /// <summary>They move and execute the step of the same name at once, since it is of another kind there.</summary>
    MovesAndBeginsStep = 2,

    /// <summary>They exit the journey.</summary>
    Exits = 3,

    /// <summary>They cannot move, so they finish on their version.</summary>
    NotMoved = 4,
}
