using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>What a message is about, as far as consent is concerned, named in kebab case.</summary>
public readonly record struct Topic
{
    private readonly string? _name;

    /// <summary>Names a topic.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public Topic(string name) => _name = KebabName.Require(name, "topic");

    /// <summary>Offers, reminders, newsletters: the default topic of what a journey sends.</summary>
    public static Topic Marketing { get; } = new("marketing");

    /// <summary>What the customer must be told about a business that runs, such as an order: needs no consent.</summary>
    public static Topic Transactional { get; } = new("transactional");

    /// <summary>The name, as stored and written in JSON.</summary>
    public string Name => _name ?? throw new InvalidOperationException("This Topic was never given a name (default).");

    /// <summary>Returns the name.</summary>
    public override string ToString() => _name ?? "";
}
