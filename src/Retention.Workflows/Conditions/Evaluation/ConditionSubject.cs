namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>About whom a condition is asked: a customer, and the enrollment where there is one.</summary>
internal readonly record struct ConditionSubject(CustomerId Customer, IEnrollmentMoments? Enrollment);

/// <summary>The moments of an enrollment that windows refer to.</summary>
internal interface IEnrollmentMoments
{
    string EnrollmentKey { get; }

    DateTimeOffset EnteredAt { get; }

    bool TryGetReached(string step, out DateTimeOffset at);
}
