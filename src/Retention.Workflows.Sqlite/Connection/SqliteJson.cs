using System.Text.Json;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Connection;

/// <summary>Writes values that are stored as JSON text, and reads repeated texts from a cache.</summary>
internal static class SqliteJson
{
    internal static SqliteStatement PutAddresses(this SqliteStatement statement, JsonScratch json, Customer customer) =>
        CustomerJson.HasAddresses(customer) ? statement.Put(json, customer, CustomerJson.WriteAddresses) : statement.PutNull();

    internal static SqliteStatement Put(this SqliteStatement statement, JsonScratch json, IReadOnlyList<Consent> consents) =>
        consents.Count == 0 ? statement.PutNull() : statement.Put(json, consents, CustomerJson.Write);

    internal static SqliteStatement Put(this SqliteStatement statement, JsonScratch json, PropertyBag properties) =>
        properties.Count == 0 ? statement.PutNull() : statement.Put(json, properties, PropertyJson.Write);

    internal static SqliteStatement Put(this SqliteStatement statement, JsonScratch json, IReadOnlyList<OrderLine> lines) =>
        lines.Count == 0 ? statement.PutNull() : statement.Put(json, lines, OrderLineJson.Write);

    internal static SqliteStatement Put(this SqliteStatement statement, JsonScratch json, VoucherOffer offer) =>
        statement.Holds(offer) ? statement.PutHeld() : statement.Put(json, offer, OfferJson.Write).Hold(offer);

    internal static SqliteStatement Put(this SqliteStatement statement, JsonScratch json, EnrollmentState state)
    {
        if (state.IsEmpty)
            return statement.PutNull();
        return statement.Holds(state)
            ? statement.PutHeld() : statement.Put(json, state, static (writer, given) => given.WriteTo(writer)).Hold(state);
    }

    internal static string? WordOrNull(this StoredTexts texts, SqliteStatement row, int column)
    {
        var bytes = row.Bytes(column);
        return bytes.IsEmpty && row.IsNull(column) ? null : texts.Words.Get(bytes);
    }

    private static SqliteStatement Put<T>(this SqliteStatement statement, JsonScratch json, T value, Action<Utf8JsonWriter, T> write)
    {
        write(json.Start(), value);
        return statement.PutUtf8(json.Finish());
    }
}
