using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Batches;

/// <summary>The times when a stored enrollment began and reached its steps.</summary>
internal sealed class StoredMoments(Enrollment enrollment) : IEnrollmentMoments
{
    public string EnrollmentKey => enrollment.Id.ToString();

    public DateTimeOffset EnteredAt => enrollment.State.TriggeredAt ?? enrollment.EnteredAt;

    public bool TryGetReached(string step, out DateTimeOffset at) => TryGetReached(enrollment.State, step, out at);

    /// <summary>Returns the time since which events count for a step. The event that enrolled the customer never does.</summary>
    internal static bool TryGetReached(EnrollmentState state, string step, out DateTimeOffset at)
    {
        if (!state.ReachedAt.TryGetValue(step, out at))
            return false;
        if (state.TriggeredAt > at)
            at = state.TriggeredAt.Value;
        return true;
    }
}
