using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Retention.Workflows.Architecture.Tests.Words;

namespace Retention.Workflows.Architecture.Tests.Files;

/// <summary>A public type is found by its file's name.</summary>
public sealed class FileTests
{
    [Fact]
    public void A_file_of_a_package_declares_at_most_one_public_type_and_bears_its_name() =>
        string.Join('\n', SourceFiles.Code()
            .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))
            .Select(file => Fault(file.Path, file.Text))
            .Where(fault => fault is not null)).Should().BeEmpty();

    [Theory]
    [InlineData("src/A/One.cs", "public class One; public class Two;", "src/A/One.cs declares One, Two")]
    [InlineData("src/A/Others.cs", "public record One;", "src/A/Others.cs declares One")]
    [InlineData("src/A/One.cs", "public class One; internal class Two;", null)]
    [InlineData("src/A/One.cs", "public class One; public class One<T>; public delegate void One<T1, T2>();", null)]
    [InlineData("src/A/One.Parts.cs", "public partial class One;", null)]
    public void A_second_public_type_is_found(string path, string source, string? fault) => Fault(path, source).Should().Be(fault);

    private static string? Fault(string path, string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();
        var names = root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .Where(node => node is MemberDeclarationSyntax member && member.Modifiers.Any(SyntaxKind.PublicKeyword))
            .Select(node => node switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
                DelegateDeclarationSyntax type => type.Identifier.ValueText,
                _ => null,
            })
            .OfType<string>().Distinct().ToList();
        var file = Path.GetFileName(path).Split('.')[0];
        return names.Count == 0 || (names.Count == 1 && names[0] == file) ? null : $"{path} declares {string.Join(", ", names)}";
    }
}
