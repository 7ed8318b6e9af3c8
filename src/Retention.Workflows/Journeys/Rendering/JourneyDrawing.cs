using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Rendering;

namespace Retention.Workflows;

/// <summary>Renders journeys as text and charts.</summary>
public static class JourneyDrawing
{
    extension(JourneyDefinition definition)
    {
        /// <summary>
        /// Returns the journey as text that can be reviewed and compared: one line per step, branches indented, conditions in English.
        /// </summary>
        /// <param name="types">The step kinds; default: the library's own.</param>
        /// <exception cref="InvalidOperationException">A step's kind is not one of them.</exception>
        public string ToOutline(StepTypes? types = null)
        {
            ArgumentNullException.ThrowIfNull(definition);
            return JourneyOutline.Of(definition, types ?? StepTypes.BuiltIn);
        }

        /// <summary>Returns the journey as a Mermaid flowchart. A step keeps its id in the chart as long as it keeps its name.</summary>
        /// <param name="types">The step kinds; default: the library's own.</param>
        /// <exception cref="InvalidOperationException">A step's kind is not one of them.</exception>
        public string ToMermaid(StepTypes? types = null)
        {
            ArgumentNullException.ThrowIfNull(definition);
            return new JourneyMermaid(types ?? StepTypes.BuiltIn).Draw(definition);
        }
    }
}
