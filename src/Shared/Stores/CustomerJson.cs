using System.Text.Json;

namespace Retention.Workflows.Storage.Json;

/// <summary>Addresses as <c>{"email":"ada@example.org"}</c>, consents as <c>[["marketing","email",true]]</c>; empty ones as null.</summary>
internal static class CustomerJson
{
    internal static void Write(Utf8JsonWriter writer, IReadOnlyDictionary<Channel, string> addresses)
    {
        writer.WriteStartObject();
        foreach (var (channel, address) in addresses)
            writer.WriteString(channel.Name, address);
        writer.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter writer, IReadOnlyList<Consent> consents)
    {
        writer.WriteStartArray();
        foreach (var consent in consents)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(consent.Topic.Name);
            writer.WriteStringValue(consent.Channel.Name);
            writer.WriteBooleanValue(consent.Granted);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    internal static Dictionary<Channel, string> ReadAddresses(ReadOnlySpan<byte> json, StoredTexts texts)
    {
        var addresses = new Dictionary<Channel, string>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var channel = texts.Channels.Get(reader.ValueSpan);
            reader.Read();
            addresses.Add(channel, reader.GetString()!);
        }

        return addresses;
    }

    internal static List<Consent> ReadConsents(ReadOnlySpan<byte> json, StoredTexts texts)
    {
        var consents = new List<Consent>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            var topic = new Topic(texts.Words.Get(reader.ValueSpan));
            reader.Read();
            var channel = texts.Channels.Get(reader.ValueSpan);
            reader.Read();
            consents.Add(new Consent { Topic = topic, Channel = channel, Granted = reader.GetBoolean() });
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
            }
        }

        return consents;
    }
}
