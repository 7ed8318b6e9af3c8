using Retention.Workflows.Conditions.Evaluation;

namespace Retention.Workflows.Engine.Batches;

/// <summary>The times when a stored enrollment began and reached its steps.</summary>
internal sealed class StoredMoments(Enrollment enrollment) : IEnrollmentMoments
{
    public string EnrollmentKey => enrollment.Id.ToString();

    public DateTimeOffset EnteredAt => enrollment.EnteredAt;

    public bool TryGetReached(string step, out DateTimeOffset at) => enrollment.State.ReachedAt.TryGetValue(step, out at);
}
