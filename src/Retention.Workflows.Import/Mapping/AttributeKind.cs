namespace Retention.Workflows.Import;

/// <summary>The kind of an attribute in a file.</summary>
public enum AttributeKind
{
    /// <summary>A text.</summary>
    Text = 0,

    /// <summary>A number; see <see cref="AmountFormat"/>.</summary>
    Number = 1,

    /// <summary>Yes or no.</summary>
    Flag = 2,

    /// <summary>A date; stored as a text such as <c>2026-03-01</c>, which date triggers read.</summary>
    Date = 3,
}
