using System.Text;
using System.Text.Json;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.ExternalWorkflows;

/// <summary>
/// The stored checkpoint of an enrollment whose workflow another engine stores: the workflow's id, its current step, and the results
/// since the engine last stored its state.
/// </summary>
/// <param name="Instance">The workflow's id in its engine.</param>
/// <param name="At">The step that was requested last; null before the first.</param>
/// <param name="Visit">The number of its visit.</param>
/// <param name="Answers">The results that the engine may request again, because it may have crashed before it stored its state.</param>
internal sealed record WorkflowCheckpoint(string Instance, string? At, int Visit, IReadOnlyList<StoredStepAnswer> Answers)
{
    internal StoredStepAnswer? Find(string step, int visit) => Answers.FirstOrDefault(answer => answer.Step == step && answer.Visit == visit);

    /// <summary>Reads the checkpoint of an enrollment; null if no workflow was started for it.</summary>
    /// <exception cref="FormatException">The text is not a checkpoint.</exception>
    internal static WorkflowCheckpoint? Of(EnrollmentState state)
    {
        if (state.Workflow is not { } text)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return new WorkflowCheckpoint(
                root.GetProperty("instance"u8).GetString()!,
                root.TryGetProperty("at"u8, out var at) ? at.GetString() : null,
                root.TryGetProperty("visit"u8, out var visit) ? visit.GetInt32() : 1,
                root.TryGetProperty("told"u8, out var answer)
                    ? [.. answer.EnumerateArray().Select(one => new StoredStepAnswer(one[0].GetString()!, one[1].GetInt32(),
                        one[2].GetString()!, one[3].GetString(), MessageOf(one[4])) { Products = ProductsOf(one) })]
                    : []);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException
            or IndexOutOfRangeException or ArgumentException)
        {
            throw new FormatException("The stored state of the workflow cannot be read.", exception);
        }
    }

    internal string ToText()
    {
        using var buffer = new MemoryStream(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("instance"u8, Instance);
            if (At is not null)
                json.WriteString("at"u8, At);
            if (Visit > 1)
                json.WriteNumber("visit"u8, Visit);
            if (Answers.Count > 0)
                WriteAnswers(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Both kinds of ids are written as partition and number.</summary>
    private static MessageId? MessageOf(JsonElement text) =>
        EnrollmentId.TryParse(text.GetString(), out var id) ? new MessageId(id.Partition, id.Number) : null;

    private static IReadOnlyList<ProductId> ProductsOf(JsonElement answer) =>
        answer.GetArrayLength() < 6 ? [] : [.. answer[5].EnumerateArray().Select(id => new ProductId(id.GetString()!))];

    private void WriteAnswers(Utf8JsonWriter json)
    {
        json.WriteStartArray("told"u8);
        foreach (var answer in Answers)
        {
            json.WriteStartArray();
            json.WriteStringValue(answer.Step);
            json.WriteNumberValue(answer.Visit);
            json.WriteStringValue(answer.Outcome);
            json.WriteStringValue(answer.VoucherCode);
            if (answer.Message is { } message)
                json.WriteStringValue(message.ToString());
            else
                json.WriteNullValue();
            if (answer.Products.Count > 0)
            {
                json.WriteStartArray();
                foreach (var product in answer.Products)
                    json.WriteStringValue(product.Value);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
