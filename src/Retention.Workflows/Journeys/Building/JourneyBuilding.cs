using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>Builds definitions of journeys that are written in C#.</summary>
public static class JourneyBuilding
{
    extension(JourneyDefinition)
    {
        /// <summary>Builds the definition of a journey written in C#.</summary>
        /// <param name="references">The registered names; null skips the check of names.</param>
        /// <param name="types">The allowed step kinds; default: the library's own.</param>
        /// <exception cref="JourneyDefinitionException">The journey is not valid; contains all errors.</exception>
        public static JourneyDefinition From<TJourney>(IJourneyReferences? references = null, StepTypes? types = null)
            where TJourney : IJourney =>
            Build(TJourney.Name, TJourney.Define, references, types);

        /// <summary>Builds a definition.</summary>
        /// <param name="name">The journey's name.</param>
        /// <param name="define">Describes the journey. The builder must not be used afterwards.</param>
        /// <param name="references">The registered names; null skips the check of names.</param>
        /// <param name="types">The allowed step kinds; default: the library's own.</param>
        /// <exception cref="JourneyDefinitionException">The journey is not valid; contains all errors.</exception>
        public static JourneyDefinition Build(
            JourneyName name, Action<JourneyBuilder> define, IJourneyReferences? references = null, StepTypes? types = null) =>
            JourneyValidator.Require(Describe(name, define), references, types);
    }

    /// <summary>Builds a definition without validation.</summary>
    internal static JourneyDefinition Describe(JourneyName name, Action<JourneyBuilder> define)
    {
        ArgumentNullException.ThrowIfNull(define);
        var builder = new JourneyBuilder(name);
        define(builder);
        return builder.Build();
    }
}
