using Retention.Workflows.Journeys.Validation;

namespace Retention.Workflows.Journeys;

/// <summary>Finds all that is wrong with a journey. Thread-safe; nothing is stored or sent.</summary>
public static class JourneyValidator
{
    /// <summary>Looks at the structure of a journey and, when it is told what is registered, at the names it refers to.</summary>
    /// <param name="definition">The journey.</param>
    /// <param name="references">What channels, templates, offers, custom segments and predicates there are; without it they are taken for granted.</param>
    /// <param name="types">The kinds of steps that it may have; default the library's own.</param>
    /// <returns>What is wrong; empty when the journey can run.</returns>
    public static IReadOnlyList<JourneyError> Validate(JourneyDefinition definition, IJourneyReferences? references = null, StepTypes? types = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var check = new JourneyCheck(types ?? StepTypes.BuiltIn, references);
        check.Definition(definition);
        return check.Errors;
    }

    /// <summary>Throws when something is wrong.</summary>
    internal static JourneyDefinition Require(JourneyDefinition definition, IJourneyReferences? references = null, StepTypes? types = null) =>
        Validate(definition, references, types) is { Count: > 0 } errors
            ? throw new JourneyDefinitionException(definition.Name.ToString(), errors)
            : definition;
}
