namespace Retention.Workflows.Tool.Shell;

/// <summary>Ends a command with a message for the user.</summary>
internal sealed class ToolException : Exception
{
    public ToolException()
    {
    }

    public ToolException(string message) : base(message)
    {
    }

    public ToolException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
