using Retention.Workflows.Journeys.Validation;

namespace Retention.Workflows.Journeys;

/// <summary>Finds all that is wrong with a journey. Thread-safe; nothing is stored or sent.</summary>
public static class JourneyValidator
{
    /// <summary>Looks at the structure of a journey and, when it is told what is registered, at the names it refers to.</summary>
    /// <param name="definition">The journey.</param>
    /// <param name="references">What channels, templates, offers, custom segments and predicates there are; without it they are taken for granted.</param>
    /// <returns>What is wrong; empty when the journey can run.</returns>
    public static IReadOnlyList<JourneyError> Validate(JourneyDefinition definition, IJourneyReferences? references = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var check = new JourneyCheck(references);
        check.Definition(definition);
        return check.Errors;
    }

    /// <summary>Throws when something is wrong.</summary>
    internal static JourneyDefinition Require(JourneyDefinition definition, IJourneyReferences? references = null) =>
        Validate(definition, references) is { Count: > 0 } errors
            ? throw new JourneyDefinitionException(definition.Name.ToString(), errors)
            : definition;
}
