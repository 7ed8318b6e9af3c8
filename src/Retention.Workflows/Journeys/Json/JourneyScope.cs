using System.Collections.Immutable;

namespace Retention.Workflows.Journeys.Json;

/// <summary>The known facts and the errors of a journey while it is validated.</summary>
internal abstract class JourneyScope(IStepForms forms, IJourneyReferences? references)
{
    internal IStepForms Forms { get; } = forms;

    internal IJourneyReferences? References { get; } = references;

    internal List<JourneyError> Errors { get; } = [];

    /// <summary>All steps by name; the first one of duplicates.</summary>
    internal Dictionary<string, (JourneyStep Step, string Path)> Steps { get; } = new(StringComparer.Ordinal);

    /// <summary>The steps that a customer may have passed at the current location; null if there is no enrollment yet.</summary>
    internal ImmutableHashSet<string>? Reached { get; private protected set; }
}
