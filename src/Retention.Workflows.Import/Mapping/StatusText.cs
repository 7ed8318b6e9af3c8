namespace Retention.Workflows.Import.Mapping;

/// <summary>The form in which statuses are compared.</summary>
internal static class StatusText
{
    internal static string Normalize(string status) =>
        status.Trim().ToLowerInvariant().Replace('_', ' ').Replace('-', ' ');
}
