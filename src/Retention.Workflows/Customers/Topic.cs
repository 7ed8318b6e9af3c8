using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>The topic of a message, to which the customer's consent applies, named in kebab case.</summary>
[System.ComponentModel.TypeConverter(typeof(TopicConverter))]
public readonly record struct Topic
{
    private readonly string? _name;

    /// <summary>Creates a topic with this name.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public Topic(string name) => _name = KebabName.Require(name, "topic");

    /// <summary>Offers, reminders, newsletters. The default topic of the messages that a journey sends.</summary>
    public static Topic Marketing { get; } = new("marketing");

    /// <summary>Messages that the customer needs for a running transaction, such as an order. They need no consent.</summary>
    public static Topic Transactional { get; } = new("transactional");

    /// <summary>The topic's name, as stored and written in JSON.</summary>
    public string Name => _name ?? throw new InvalidOperationException("This Topic has no name (default value).");

    /// <summary>Converts a text to a topic.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static implicit operator Topic(string value) => new(value);

    /// <summary>Returns the name.</summary>
    public override string ToString() => _name ?? "";
}

internal sealed class TopicConverter() : TextConverter<Topic>(static text => new Topic(text));
