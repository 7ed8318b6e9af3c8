namespace Retention.Workflows.Testing;

/// <summary>An implementation violates a rule of its contract; the message contains the rule, the expected and the actual result.</summary>
public sealed class ContractViolationException : Exception
{
    /// <summary>Creates an exception without details.</summary>
    public ContractViolationException()
    {
    }

    /// <summary>Creates an exception with the expected and the actual result.</summary>
    public ContractViolationException(string message) : base(message)
    {
    }

    /// <summary>Creates an exception with the expected and the actual result, and its cause.</summary>
    public ContractViolationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
