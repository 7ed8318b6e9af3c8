namespace Retention.Workflows.Messaging;

/// <summary>A template could not be filled for one customer; the message is refused and the journey goes on.</summary>
/// <remarks>The message names template and variable, never a value.</remarks>
public sealed class TemplateRenderingException : Exception
{
    /// <summary>Says nothing more.</summary>
    public TemplateRenderingException()
    {
    }

    /// <summary>Says what is missing.</summary>
    public TemplateRenderingException(string message) : base(message)
    {
    }

    /// <summary>Says what is missing, and what lay behind it.</summary>
    public TemplateRenderingException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
