using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Templates;

/// <summary>The structure of a variable: a value, a branch with names, a list, or a branch with any names.</summary>
internal sealed class VariableShape
{
    private readonly Dictionary<string, VariableShape> _names = new(StringComparer.Ordinal);

    private VariableShape(string path) => Path = path;

    /// <summary>All variables of <see cref="MessageVariables"/>, from the root.</summary>
    internal static VariableShape Root { get; } = Build();

    /// <summary>The path from the root, in the notation of <see cref="MessageVariables"/>.</summary>
    internal string Path { get; }

    internal IEnumerable<string> Names => _names.Keys;

    /// <summary>The shape of an entry; only a list has one.</summary>
    internal VariableShape? Entry { get; private set; }

    internal bool IsOpen { get; private set; }

    internal bool IsBranch => _names.Count > 0 || IsOpen;

    internal bool IsValue => !IsBranch && Entry is null;

    internal static VariableShape Value(string path) => new(path);

    /// <summary>The shape under a name; null for an unknown name.</summary>
    internal VariableShape? Find(string name)
    {
        if (_names.TryGetValue(name, out var known))
            return known;
        return IsOpen ? new VariableShape($"{Path}.{name}") : null;
    }

    private static VariableShape Build()
    {
        var root = new VariableShape("");
        foreach (var variable in MessageVariables.All)
        {
            var at = root;
            foreach (var name in variable.Path.Split('.'))
                at = at.Grow(name);
        }

        return root;
    }

    private VariableShape Grow(string name)
    {
        if (name == "*")
        {
            IsOpen = true;
            return this;
        }

        var plain = name.Replace("[]", "", StringComparison.Ordinal);
        var path = Path.Length == 0 ? plain : $"{Path}.{plain}";
        if (!_names.TryGetValue(plain, out var shape))
            _names.Add(plain, shape = new VariableShape(path));
        return plain == name ? shape : shape.Entry ??= new VariableShape($"{path}[]");
    }
}
