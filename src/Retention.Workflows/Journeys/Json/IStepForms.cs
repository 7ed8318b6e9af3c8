using System.Text.Json;

namespace Retention.Workflows.Journeys.Json;

/// <summary>Access to the step kinds for reading, writing and validating journeys, independent of particular kinds.</summary>
internal interface IStepForms
{
    /// <summary>Reads a step of any kind; null after an error.</summary>
    JourneyStep? Read(JsonItem item, ReadingContext context);

    /// <summary>Writes the properties of a step after its name, starting with its kind.</summary>
    void Write(JourneyStep step, Utf8JsonWriter json);

    /// <summary>Whether the step sends a message that can be opened.</summary>
    bool Sends(JourneyStep step);

    /// <summary>Whether the step chooses products that later messages show.</summary>
    bool Chooses(JourneyStep step);
}
