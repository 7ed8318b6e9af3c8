using System.Text.Json;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.WhatsApp;

/// <summary>A message in the form of the Cloud API: free text, or a template with the parameters of its body.</summary>
internal static class WhatsAppMessage
{
    internal static void Write(Utf8JsonWriter json, OutgoingMessage message, WhatsAppTemplate? template)
    {
        json.WriteString("messaging_product", "whatsapp");
        json.WriteString("recipient_type", "individual");
        json.WriteString("to", message.Address);
        if (message.ReportToken is { } token)
            json.WriteString("biz_opaque_callback_data", token);
        if (template is null)
            Text(json, message.Content.Text);
        else
            Template(json, template);
    }

    private static void Text(Utf8JsonWriter json, string text)
    {
        json.WriteString("type", "text");
        json.WriteStartObject("text");
        json.WriteString("body", text);
        json.WriteEndObject();
    }

    private static void Template(Utf8JsonWriter json, WhatsAppTemplate template)
    {
        json.WriteString("type", "template");
        json.WriteStartObject("template");
        json.WriteString("name", template.Name);
        json.WriteStartObject("language");
        json.WriteString("code", template.Language);
        json.WriteEndObject();
        if (template.Parameters.Count > 0)
            Body(json, template.Parameters);
        json.WriteEndObject();
    }

    private static void Body(Utf8JsonWriter json, IReadOnlyList<string> parameters)
    {
        json.WriteStartArray("components");
        json.WriteStartObject();
        json.WriteString("type", "body");
        json.WriteStartArray("parameters");
        foreach (var parameter in parameters)
        {
            json.WriteStartObject();
            json.WriteString("type", "text");
            json.WriteString("text", parameter);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
