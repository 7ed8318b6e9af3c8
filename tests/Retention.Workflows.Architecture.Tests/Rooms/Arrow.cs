namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>One use of a type of another room.</summary>
/// <param name="From">The room that uses the type.</param>
/// <param name="To">The room that declares the type.</param>
/// <param name="Type">The type.</param>
/// <param name="File">The file with the use, relative to the package's folder.</param>
/// <param name="Line">The line, 1 or more.</param>
internal sealed record Arrow(string From, string To, string Type, string File, int Line)
{
    public override string ToString() => $"{From} -> {To}: {File}({Line}) uses {Type}";
}
