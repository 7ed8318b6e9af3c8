namespace Retention.Workflows.Testing;

/// <summary>An implementation breaks a rule of its contract; the message says which, what was expected and what came.</summary>
public sealed class ContractViolationException : Exception
{
    /// <summary>Says nothing more.</summary>
    public ContractViolationException()
    {
    }

    /// <summary>Says what was expected and what came.</summary>
    public ContractViolationException(string message) : base(message)
    {
    }

    /// <summary>Says what was expected and what came, and what lay behind it.</summary>
    public ContractViolationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
