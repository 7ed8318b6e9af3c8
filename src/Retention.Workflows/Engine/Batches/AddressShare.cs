namespace Retention.Workflows.Engine.Batches;

/// <summary>What an address means for its message: the only one, or one of several.</summary>
/// <param name="IsOneOfSeveral">True if the message went to several addresses.</param>
/// <param name="OthersRemain">True if it went to other addresses that have not reported a failure.</param>
internal readonly record struct AddressShare(bool IsOneOfSeveral, bool OthersRemain);
