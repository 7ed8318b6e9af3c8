namespace Retention.Workflows.Messaging;

/// <summary>A template could not be rendered for one customer. The message is refused and the journey continues.</summary>
/// <remarks>The exception message names the template and the variable, never a value.</remarks>
public sealed class TemplateRenderingException : Exception
{
    /// <summary>Creates an exception without details.</summary>
    public TemplateRenderingException()
    {
    }

    /// <summary>Creates an exception with a description of the missing value.</summary>
    public TemplateRenderingException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception with a description of the missing value and its cause.</summary>
    public TemplateRenderingException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
