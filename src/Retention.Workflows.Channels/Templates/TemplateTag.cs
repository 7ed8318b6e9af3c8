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

/// <summary>One <c>{{…}}</c> of a template, comments left out.</summary>
internal sealed record TemplateTag
{
    public required TagKind Kind { get; init; }

    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>What stands in it; none for a plain <c>{{else}}</c>.</summary>
    public Call? Call { get; init; }

    /// <summary>Whether the value is written as it is: <c>{{{…}}}</c> or <c>{{&amp;…}}</c>.</summary>
    public bool Raw { get; init; }
}

/// <summary>Something that has a value.</summary>
internal abstract record Operand;

/// <summary>A variable, as written.</summary>
internal sealed record PathOperand(string Path) : Operand;

/// <summary>A text, number, true, false or null, as it would be shown.</summary>
internal sealed record LiteralOperand(string Text) : Operand;

/// <summary>A name with arguments: a helper, a block, a partial; without arguments it may be a variable.</summary>
internal sealed record Call(string Name, IReadOnlyList<Operand> Arguments, IReadOnlyList<(string Key, Operand Value)> Pairs) : Operand
{
    public bool IsBare => Arguments.Count == 0 && Pairs.Count == 0;
}
