using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>What reading, writing and validating a journey ask of the step kinds, without knowing any of them.</summary>
internal interface IStepForms
{
    /// <summary>Reads a step of any kind; null after an error.</summary>
    JourneyStep? Read(JsonItem item, ReadingContext context);

    /// <summary>Writes the properties of a step behind its name, with its kind first.</summary>
    void Write(JourneyStep step, Utf8JsonWriter json);

    /// <summary>Whether the step sends a message that can be opened.</summary>
    bool Sends(JourneyStep step);

    /// <summary>Whether the step chooses products that later messages show.</summary>
    bool Chooses(JourneyStep step);
}
