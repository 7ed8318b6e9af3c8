using Retention.Workflows.Naming;

namespace Retention.Workflows;

/// <summary>A communication channel over which a customer can be reached, named in kebab case.</summary>
/// <remarks>The five common channels are constants here. A host may define its own, such as <c>new Channel("letter")</c>.</remarks>
[System.ComponentModel.TypeConverter(typeof(ChannelConverter))]
public readonly record struct Channel
{
    private readonly string? _name;

    /// <summary>Creates a channel with this name.</summary>
    /// <exception cref="ArgumentException">
    /// The name is not kebab case (lower-case letters, digits and single hyphens, at most 64 characters).
    /// </exception>
    public Channel(string name) => _name = KebabName.Require(name, "channel");

    /// <summary>E-mail; an address is a mailbox such as <c>ada@example.org</c>.</summary>
    public static Channel Email { get; } = new("email");

    /// <summary>Text message; an address is a phone number in E.164 form such as <c>+420601123456</c>.</summary>
    public static Channel Sms { get; } = new("sms");

    /// <summary>Push notification; an address is a device token.</summary>
    public static Channel Push { get; } = new("push");

    /// <summary>WhatsApp; an address is a phone number in E.164 form.</summary>
    public static Channel WhatsApp { get; } = new("whatsapp");

    /// <summary>Viber; an address is the user's id of the bot API, or a phone number in E.164 form if the provider accepts those.</summary>
    public static Channel Viber { get; } = new("viber");

    /// <summary>The channel's name, as stored and written in JSON.</summary>
    public string Name => _name ?? throw new InvalidOperationException("This Channel has no name (default value).");

    /// <summary>Converts a text to a channel.</summary>
    /// <exception cref="ArgumentException">The name is not kebab case.</exception>
    public static implicit operator Channel(string value) => new(value);

    /// <summary>Returns the name.</summary>
    public override string ToString() => _name ?? "";
}

internal sealed class ChannelConverter() : TextConverter<Channel>(static text => new Channel(text));
