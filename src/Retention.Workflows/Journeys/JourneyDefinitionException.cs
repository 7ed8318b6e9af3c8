using System.Text;

namespace Retention.Workflows;

/// <summary>A journey is not valid. Contains all errors, not only the first one.</summary>
/// <remarks>
/// The message has the first 100 errors, each with at most 500 characters, and at most 20,000 characters in all; it says how many are left
/// out. <see cref="Errors"/> has all of them, unshortened.
/// </remarks>
public sealed class JourneyDefinitionException : Exception
{
    private const int MaxErrors = 100;
    private const int MaxLineLength = 500;
    private const int MaxLength = 20_000;

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

    /// <summary>Creates the exception with the errors of a journey; the message has one line per error, within its limits.</summary>
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
        var subject = string.IsNullOrEmpty(journey) ? "The journey" : $"The journey '{Shorten(journey)}'";
        var text = new StringBuilder($"{subject} has {(errors.Count == 1 ? "an error" : $"{errors.Count} errors")}:");
        var shown = 0;
        foreach (var error in errors.Take(MaxErrors))
        {
            var line = Shorten(error.ToString());
            if (text.Length + line.Length + 3 > MaxLength)
                break;
            text.Append("\n  ").Append(line);
            shown++;
        }

        return shown == errors.Count ? text.ToString() : text.Append("\n  and ").Append(errors.Count - shown).Append(" more").ToString();
    }

    /// <summary>Cuts a text between characters, never inside a surrogate pair.</summary>
    private static string Shorten(string text)
    {
        if (text.Length <= MaxLineLength)
            return text;
        var end = char.IsHighSurrogate(text[MaxLineLength - 2]) ? MaxLineLength - 2 : MaxLineLength - 1;
        return $"{text.AsSpan(0, end)}…";
    }
}
