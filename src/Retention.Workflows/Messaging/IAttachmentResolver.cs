namespace Retention.Workflows.Messaging;

/// <summary>
/// Finds the files of a message by their names: pictures that HTML shows as <c>cid:name</c>, and attachments. Thread-safe.
/// </summary>
/// <remarks>
/// Called outside every transaction, shortly before the message leaves, and again at a retry. A message whose resolver throws or takes
/// longer than <see cref="DeliveryOptions.SendTimeout"/> is retried later (<see cref="RefusalReasons.AttachmentsFailed"/>). Only e-mail
/// carries files; other channels leave them out.
/// </remarks>
public interface IAttachmentResolver
{
    /// <summary>Finds a file.</summary>
    /// <returns>
    /// The file; null if this resolver does not know the name. Then the next resolver is asked, at last the template folder. A message with
    /// a file that nobody knows is not sent (<see cref="RefusalReasons.AttachmentMissing"/>).
    /// </returns>
    Task<Attachment?> ResolveAsync(AttachmentRequest request, CancellationToken cancellationToken = default);
}
