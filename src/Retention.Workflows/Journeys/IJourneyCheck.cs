namespace Retention.Workflows.Journeys;

/// <summary>Checks steps that only something outside of this library can read, when the host starts.</summary>
internal interface IJourneyCheck
{
    /// <summary>True if journeys are added after the start, so that a host may register none.</summary>
    bool AddsJourneys { get; }

    /// <summary>Returns the errors of a journey; empty if there are none.</summary>
    IEnumerable<JourneyError> ProblemsOf(JourneyDefinition definition);

    /// <summary>Returns the authors' name for a path in a journey, for error messages; null for other paths.</summary>
    /// <param name="definition">The journey.</param>
    /// <param name="path">The path in the JSON form.</param>
    string? PlaceOf(JourneyDefinition definition, string path);
}
