using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Retention.Workflows.Architecture.Tests.Rooms;

/// <summary>
/// Reads the sources of a package with Roslyn. A room is a folder; an arrow is a use of a type that another folder declares.
/// </summary>
/// <remarks>
/// Comments and types of other assemblies make no arrows. A package is therefore read even when its dependencies (such as Elsa's) are
/// missing here.
/// </remarks>
internal sealed class PackageReader
{
    private static readonly CSharpParseOptions Options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview)
        .WithDocumentationMode(DocumentationMode.None);

    private readonly List<(string Folder, Use Use)> _uses = [];
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);

    private PackageReader(string package, IReadOnlyList<SyntaxTree> trees)
    {
        var compilation = CSharpCompilation.Create($"{package}.Read", trees.Append(ImplicitUsings()), References(package),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        foreach (var tree in trees)
        {
            var folder = FolderOf(tree.FilePath);
            _folders.Add(folder);
            _uses.AddRange(UsesOf(compilation.GetSemanticModel(tree)).Select(use => (folder, use)));
        }
    }

    /// <summary>Reads <c>src/<paramref name="package"/></c>.</summary>
    /// <param name="package">The package.</param>
    /// <param name="planted">Additional files, with paths relative to the package's folder.</param>
    internal static PackageReader Read(string package, params (string Path, string Source)[] planted)
    {
        var root = Repository.PathOf("src", package);
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: Path.GetRelativePath(root, path).Replace('\\', '/'), Source: File.ReadAllText(path)))
            .Where(
                file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal));
        return new PackageReader(
            package, [.. files.Concat(planted).Select(file => CSharpSyntaxTree.ParseText(file.Source, Options, file.Path))]);
    }

    /// <summary>The rooms below a folder. Each of its sub-folders is a room, and everything deeper belongs to that room.</summary>
    /// <param name="folder">The folder; empty for the package itself.</param>
    internal RoomGraph RoomsIn(string folder = "")
    {
        string? RoomOf(string path)
        {
            if (folder.Length > 0 && path != folder && !path.StartsWith(folder + "/", StringComparison.Ordinal))
                return null;
            var below = folder.Length == 0 ? path : path[Math.Min(path.Length, folder.Length + 1)..];
            return below.Length == 0 ? "(root)" : below.Split('/')[0];
        }

        return new RoomGraph(
            [.. _folders.Select(RoomOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            [
                .. from entry in _uses
                   let @from = RoomOf(entry.Folder)
                   let to = RoomOf(entry.Use.Folder)
                   where @from is not null && to is not null && @from != to
                   select new Arrow(@from, to, entry.Use.Type, entry.Use.File, entry.Use.Line),
            ]);
    }

    /// <summary>The uses of some types, and of all types that some folders declare, in files outside of these folders.</summary>
    internal IEnumerable<(string File, string Type)> UsesOf(IReadOnlyCollection<string> folders, IReadOnlyCollection<string> types) =>
        _uses.Where(entry => (folders.Contains(entry.Use.Folder) || types.Contains(entry.Use.Type)) && !folders.Contains(entry.Folder))
            .Select(entry => (entry.Use.File, entry.Use.Type));

    private static IEnumerable<Use> UsesOf(SemanticModel model)
    {
        foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null)
                continue;
            var info = model.GetSymbolInfo(name);
            if (Declaring(info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is not { } type)
                continue;
            foreach (var folder in type.DeclaringSyntaxReferences.Select(reference => FolderOf(reference.SyntaxTree.FilePath)).Distinct())
                yield return new Use(
                    folder, type.Name, model.SyntaxTree.FilePath, name.GetLocation().GetLineSpan().StartLinePosition.Line + 1);
        }
    }

    /// <summary>The outermost type of a symbol; null for locals, namespaces and types of other assemblies.</summary>
    private static INamedTypeSymbol? Declaring(ISymbol? symbol)
    {
        var type = symbol switch
        {
            IMethodSymbol { ReducedFrom: { } extension } => extension.ContainingType,
            INamedTypeSymbol named => named,
            IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType,
            _ => null,
        };
        while (type?.ContainingType is { } outer)
            type = outer;
        return type?.OriginalDefinition is { DeclaringSyntaxReferences.Length: > 0 } declared ? declared : null;
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(path)!.Replace('\\', '/');

    private static SyntaxTree ImplicitUsings() => CSharpSyntaxTree.ParseText(
        """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """,
        Options,
        "ImplicitUsings.g.cs");

    /// <summary>All assemblies that the tests run with, except the package itself, since its types come from the sources.</summary>
    private static IEnumerable<MetadataReference> References(string package) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != package)
            .Select(path => MetadataReference.CreateFromFile(path));

    private sealed record Use(string Folder, string Type, string File, int Line);
}
