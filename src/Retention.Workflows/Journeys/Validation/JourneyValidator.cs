using Retention.Workflows.Journeys.Validation;

namespace Retention.Workflows.Journeys;

/// <summary>Finds all errors in a journey. Thread-safe; stores and sends nothing.</summary>
public static class JourneyValidator
{
    /// <summary>Checks the structure of a journey and, if registrations are given, the names it refers to.</summary>
    /// <param name="definition">The journey.</param>
    /// <param name="references">The registered channels, templates, offers, custom segments and predicates; null skips the check of
    /// names.</param>
    /// <param name="types">The allowed step kinds; default: the library's own.</param>
    /// <returns>The errors; empty if the journey can run.</returns>
    public static IReadOnlyList<JourneyError> Validate(
        JourneyDefinition definition, IJourneyReferences? references = null, StepTypes? types = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var check = new JourneyCheck(types ?? StepTypes.BuiltIn, references);
        check.Definition(definition);
        return check.Errors;
    }

    /// <summary>Throws if the journey has errors.</summary>
    internal static JourneyDefinition Require(
        JourneyDefinition definition, IJourneyReferences? references = null, StepTypes? types = null) =>
        Validate(definition, references, types) is { Count: > 0 } errors
            ? throw new JourneyDefinitionException(definition.Name.ToString(), errors)
            : definition;
}
