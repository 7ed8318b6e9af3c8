namespace Retention.Workflows.Channels.Shared;

/// <summary>Texts that stand in one header line.</summary>
internal static class OneLine
{
    /// <summary>
    /// True without control characters. Header injection needs a line break, and no valid header contains a control character.
    /// </summary>
    internal static bool Is(string? text) => text is null || !text.Any(char.IsControl);
}
