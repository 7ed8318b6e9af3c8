namespace Retention.Workflows.Testing;

/// <summary>An issuer broke a rule of the <see cref="VoucherIssuerContract"/>. The message says what it did, without any code.</summary>
public sealed class VoucherIssuerContractException : Exception
{
    /// <summary>Says nothing more.</summary>
    public VoucherIssuerContractException()
    {
    }

    /// <summary>Says what the issuer did.</summary>
    public VoucherIssuerContractException(string message) : base(message)
    {
    }

    /// <summary>Says what the issuer did, and what lay behind it.</summary>
    public VoucherIssuerContractException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
