namespace Retention.Workflows;

/// <summary>A journey is described wrongly. Holds everything that is wrong with it, not only the first thing.</summary>
public sealed class JourneyDefinitionException : Exception
{
    /// <summary>Says nothing more.</summary>
    public JourneyDefinitionException()
    {
    }

    /// <summary>Says what is wrong.</summary>
    public JourneyDefinitionException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong, and what lay behind it.</summary>
    public JourneyDefinitionException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Lists what is wrong with a journey; the message has a line for each error.</summary>
    /// <param name="journey">The journey's name; empty when it could not be read.</param>
    /// <param name="errors">What is wrong; at least one.</param>
    public JourneyDefinitionException(string journey, IReadOnlyList<JourneyError> errors) : base(MessageOf(journey, errors))
    {
        Journey = journey ?? "";
        Errors = [.. errors];
    }

    /// <summary>The journey's name; empty when it could not be read.</summary>
    public string Journey { get; } = "";

    /// <summary>What is wrong, in the order of the journey's text.</summary>
    public IReadOnlyList<JourneyError> Errors { get; } = [];

    private static string MessageOf(string journey, IReadOnlyList<JourneyError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var subject = string.IsNullOrEmpty(journey) ? "The journey" : $"The journey '{journey}'";
        return $"{subject} has {(errors.Count == 1 ? "an error" : $"{errors.Count} errors")}:\n{string.Join('\n', errors.Select(error => $"  {error}"))}";
    }
}
