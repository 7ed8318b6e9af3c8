namespace Retention.Workflows;

/// <summary>A journey is not valid. Contains all errors, not only the first one.</summary>
public sealed class JourneyDefinitionException : Exception
{
    /// <summary>Creates the exception without details.</summary>
    public JourneyDefinitionException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public JourneyDefinitionException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public JourneyDefinitionException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with the errors of a journey; the message has one line per error.</summary>
    /// <param name="journey">The journey's name; empty if it could not be read.</param>
    /// <param name="errors">The errors; at least one.</param>
    public JourneyDefinitionException(string journey, IReadOnlyList<JourneyError> errors) : base(MessageOf(journey, errors))
    {
        Journey = journey ?? "";
        Errors = [.. errors];
    }

    /// <summary>The journey's name; empty when it could not be read.</summary>
    public string Journey { get; } = "";

    /// <summary>The errors, in the order of the journey's text.</summary>
    public IReadOnlyList<JourneyError> Errors { get; } = [];

    private static string MessageOf(string journey, IReadOnlyList<JourneyError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var subject = string.IsNullOrEmpty(journey) ? "The journey" : $"The journey '{journey}'";
        return $"{subject} has {(errors.Count == 1 ? "an error" : $"{errors.Count} errors")}:\n{string.Join('\n', errors.Select(error => $"  {error}"))}";
    }
}
