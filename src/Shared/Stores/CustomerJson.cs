using System.Text.Json;

namespace Retention.Workflows.Storage.Json;

/// <summary>
/// Addresses as <c>{"email":"ada@example.org","push":["phone","tablet"]}</c>, consents as <c>[["marketing","email",true]]</c>; empty ones
/// as null.
/// </summary>
internal static class CustomerJson
{
    internal static bool HasAddresses(Customer customer) => customer.Addresses.Count > 0 || customer.PushTokens.Count > 0;

    internal static void WriteAddresses(Utf8JsonWriter writer, Customer customer)
    {
        writer.WriteStartObject();
        foreach (var (channel, address) in customer.Addresses)
        {
            if (channel != Channel.Push || customer.PushTokens.Count == 0)
                writer.WriteString(channel.Name, address);
        }

        if (customer.PushTokens.Count > 0)
        {
            writer.WriteStartArray(Channel.Push.Name);
            foreach (var token in customer.PushTokens)
                writer.WriteStringValue(token);
            writer.WriteEndArray();
        }

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

    /// <summary>
    /// Returns the customer with the stored addresses. A text is an address of its channel, and a list holds push tokens.
    /// </summary>
    internal static Customer WithAddresses(Customer customer, ReadOnlySpan<byte> json, StoredTexts texts)
    {
        var addresses = new Dictionary<Channel, string>();
        List<string>? tokens = null;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var channel = texts.Channels.Get(reader.ValueSpan);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                addresses.Add(channel, reader.GetString()!);
                continue;
            }

            tokens = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                tokens.Add(reader.GetString()!);
        }

        return tokens is null ? customer with { Addresses = addresses } : customer with { Addresses = addresses, PushTokens = tokens };
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
