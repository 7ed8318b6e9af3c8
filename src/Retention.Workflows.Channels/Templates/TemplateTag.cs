namespace Retention.Workflows.Channels.Templates;

internal enum TagKind
{
    Value,
    Block,
    Else,
    Close,
    Partial,
    PartialBlock,
}

/// <summary>One <c>{{…}}</c> of a template; comments are not tags.</summary>
internal sealed record TemplateTag
{
    public required TagKind Kind { get; init; }

    /// <summary>The line, starting at 1.</summary>
    public required int Line { get; init; }

    /// <summary>The position of its first brace.</summary>
    public int Start { get; init; }

    /// <summary>The position after its last brace.</summary>
    public int End { get; init; }

    /// <summary>The content; null for a plain <c>{{else}}</c>.</summary>
    public Call? Call { get; init; }

    /// <summary>True if the value is written unescaped: <c>{{{…}}}</c> or <c>{{&amp;…}}</c>.</summary>
    public bool Raw { get; init; }
}

/// <summary>An expression with a value.</summary>
internal abstract record Operand;

/// <summary>A variable, as written.</summary>
internal sealed record PathOperand(string Path) : Operand;

/// <summary>A text, number, true, false or null, in its shown form.</summary>
internal sealed record LiteralOperand(string Text) : Operand;

/// <summary>A name with arguments: a helper, a block or a partial. Without arguments it may be a variable.</summary>
internal sealed record Call(string Name, IReadOnlyList<Operand> Arguments, IReadOnlyList<(string Key, Operand Value)> Pairs) : Operand
{
    public bool IsBare => Arguments.Count == 0 && Pairs.Count == 0;
}
