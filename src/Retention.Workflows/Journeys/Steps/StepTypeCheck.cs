using Retention.Workflows.Naming;

namespace Retention.Workflows.Journeys.Steps;

/// <summary>Checks whether a step kind can be added to others.</summary>
internal static class StepTypeCheck
{
    internal static string? ProblemOf(StepType type, IReadOnlyList<StepType> known)
    {
        ArgumentNullException.ThrowIfNull(type);
        var name = type.GetType().Name;
        try
        {
            var kind = type.Kind;
            if (!KebabName.IsValid(kind))
                return $"{name}: {KebabName.Problem(kind ?? "", "step kind")}";
            if (known.FirstOrDefault(other => other.Kind == kind) is { } same)
                return $"{name}: the step kind '{kind}' is already registered as {same.GetType().Name}; kind names must be unique.";
            if (known.FirstOrDefault(other => other.Step == type.Step) is { } owner)
                return $"{name}: {type.Step.Name} already belongs to the step kind '{owner.Kind}'; each kind needs its own record.";
            if (type.FieldSet.JsonFields.FirstOrDefault(field => field.Name is "name" or "kind") is { Name: { } taken })
                return $"{name}: a field cannot be called '{taken}'; every step has that property.";
            type.FieldSet.Create();
            return type.ReplayOutcome.Branch is { Length: 0 } ? $"{name}: the replay outcome has an empty branch name." : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"{name}: the kind cannot be used: {Deepest(exception).Message}";
        }
    }

    private static Exception Deepest(Exception exception) =>
        exception is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : exception;
}
