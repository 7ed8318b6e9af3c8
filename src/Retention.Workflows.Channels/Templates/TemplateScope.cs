namespace Retention.Workflows.Channels.Templates;

/// <summary>The meaning of <c>this</c> at one place of a template, and its surrounding scope.</summary>
/// <param name="This">The context.</param>
/// <param name="Outer">The target of <c>../</c>; null at the root and at the top of a partial.</param>
/// <param name="Given">The <c>key=value</c> arguments of a partial.</param>
/// <param name="InEach">True if <c>@index</c>, <c>@first</c> and <c>@last</c> are available.</param>
internal sealed record TemplateScope(
    VariableShape This, TemplateScope? Outer, IReadOnlyDictionary<string, VariableShape> Given, bool InEach)
{
    private static readonly Dictionary<string, VariableShape> Nothing = [];

    internal static TemplateScope Root { get; } = new(VariableShape.Root, null, Nothing, InEach: false);

    internal TemplateScope Enter(VariableShape shape, bool each) => new(shape, this, Nothing, each || InEach);

    /// <summary>Resolves a path as written.</summary>
    /// <exception cref="FormatException">The path does not exist; the message says where it ends.</exception>
    internal VariableShape Resolve(string path)
    {
        if (path is "@index" or "@first" or "@last")
            return InEach ? VariableShape.Value(path) : throw new FormatException($"'{path}' is allowed only inside {{{{#each}}}}");

        var scope = this;
        var rest = path;
        for (; rest.StartsWith("../", StringComparison.Ordinal) || rest == ".."; rest = rest.Length > 3 ? rest[3..] : "this")
            scope = scope.Outer ?? throw new FormatException($"'{path}' goes above the top of the template; use @root");
        if (rest.StartsWith("./", StringComparison.Ordinal))
            rest = rest[2..];

        var names = rest.Split('.').Select(name => name is ['[', .., ']'] ? name[1..^1] : name).ToList();
        if (rest is "." or "this")
            return scope.This;
        var shape = names[0] switch
        {
            "@root" => VariableShape.Root,
            "this" => scope.This,
            var given when scope.Given.TryGetValue(given, out var value) => value,
            var name => Step(scope.This, name, path),
        };
        return names.Skip(1).Aggregate(shape, (at, name) => Step(at, name, path));
    }

    private static VariableShape Step(VariableShape at, string name, string path)
    {
        if (at.Find(name) is { } found && (!at.IsOpen || IsKey(name)))
            return found;
        var place = at.Path.Length == 0 ? "A template" : $"'{at.Path}'";
        var hint = at.Entry is not null ? $"{place} is a list; iterate it with {{{{#each}}}}"
            : at.IsOpen ? "a key is a letter or underscore, then letters, digits, underscores or hyphens"
            : at.IsValue ? $"{place} has no members"
            : VariableShape.Root.Find(name) is not null ? $"write @root.{name} here"
            : $"{place} has {string.Join(", ", at.Names)}";
        throw new FormatException($"the variable '{path}' is unknown; {hint}");
    }

    private static bool IsKey(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_')
            && name.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
}
