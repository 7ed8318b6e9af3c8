namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>The subject of a condition: a customer, and the enrollment if there is one.</summary>
internal readonly record struct ConditionSubject(CustomerId Customer, IEnrollmentMoments? Enrollment);

/// <summary>The moments of an enrollment that windows refer to.</summary>
internal interface IEnrollmentMoments
{
    string EnrollmentKey { get; }

    DateTimeOffset EnteredAt { get; }

    bool TryGetReached(string step, out DateTimeOffset at);
}
