using System.Collections.Immutable;

namespace Retention.Workflows.Journeys.Json;

/// <summary>What is known of a journey while it is validated, and what is wrong with it so far.</summary>
internal abstract class JourneyScope(IStepForms forms, IJourneyReferences? references)
{
    internal IStepForms Forms { get; } = forms;

    internal IJourneyReferences? References { get; } = references;

    internal List<JourneyError> Errors { get; } = [];

    /// <summary>All steps by name; of duplicates the first one.</summary>
    internal Dictionary<string, (JourneyStep Step, string Path)> Steps { get; } = new(StringComparer.Ordinal);

    /// <summary>The steps that a customer at the present place may have passed; null where there is no enrollment yet.</summary>
    internal ImmutableHashSet<string>? Reached { get; private protected set; }
}
