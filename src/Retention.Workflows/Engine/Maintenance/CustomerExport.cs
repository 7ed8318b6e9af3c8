using System.Text.Encodings.Web;
using System.Text.Json;
using Retention.Workflows.Journeys.Json;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Maintenance;

/// <summary>
/// Writes all data stored about a customer as one JSON document. It is meant for the customer, so it is complete and uses plain names.
/// </summary>
internal static class CustomerExport
{
    private const int Format = 1;

    internal static async Task WriteAsync(
        StoredCustomer stored, DateTimeOffset now, Stream destination, CancellationToken cancellationToken)
    {
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        var json = new Utf8JsonWriter(destination, options);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("customer", stored.Id.Value);
            json.Write("exportedAt", now);
            WriteProfile(json, stored.Record.Customer);
            WriteList(json, "suppressions", stored.Suppressions, entry =>
            {
                json.WriteString("channel", entry.Channel.Name);
                if (stored.Record.Customer?.AddressesOn(entry.Channel).Count > 1)
                    json.WriteString("address", entry.Address);
                WriteText(json, "topic", entry.Suppression.Topic?.Name);
                json.WriteString("reason", entry.Suppression.Reason);
                json.Write("since", entry.Suppression.Since);
            });
            WriteSegment(json, stored.Record.Segment);
            json.WriteStartArray("events");
            foreach (var @event in stored.Events)
            {
                WriteEvent(json, @event);
                if (json.BytesPending > 32_768)
                    await json.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            json.WriteEndArray();
            WriteList(
                json, "enrollments", stored.Record.Enrollments, enrollment => WriteEnrollment(json, enrollment, stored));
            WriteList(json, "messages", stored.Record.Messages, message => WriteMessage(json, message, stored));
            WriteList(json, "vouchers", stored.Record.Vouchers, voucher => WriteVoucher(json, voucher));
            json.WriteEndObject();
            await json.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void WriteProfile(Utf8JsonWriter json, Customer? customer)
    {
        if (customer is null)
        {
            json.WriteNull("profile");
            return;
        }

        json.WriteStartObject("profile");
        WriteText(json, "firstName", customer.FirstName);
        WriteText(json, "lastName", customer.LastName);
        json.WriteStartObject("addresses");
        foreach (var (channel, address) in customer.Addresses.OrderBy(entry => entry.Key.Name, StringComparer.Ordinal))
            json.WriteString(channel.Name, address);
        json.WriteEndObject();
        if (customer.PushTokens.Count > 0)
        {
            json.WriteStartArray("pushTokens");
            foreach (var token in customer.PushTokens)
                json.WriteStringValue(token);
            json.WriteEndArray();
        }

        WriteText(json, "locale", customer.Locale);
        WriteText(json, "timeZone", customer.TimeZone);
        WriteText(json, "postalCode", customer.PostalCode);
        WriteText(json, "birthday", customer.Birthday?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        PropertyValues.Write("attributes", customer.Attributes, json);
        WriteList(json, "consents", customer.Consents, consent =>
        {
            json.WriteString("topic", consent.Topic.Name);
            json.WriteString("channel", consent.Channel.Name);
            json.WriteBoolean("granted", consent.Granted);
        });
        json.WriteEndObject();
    }

    private static void WriteSegment(Utf8JsonWriter json, CustomerSegment? segment)
    {
        if (segment is null)
        {
            json.WriteNull("segment");
            return;
        }

        json.WriteStartObject("segment");
        json.WriteString("name", segment.Segment.ToName());
        WriteText(json, "score", segment.Score?.Code);
        json.WriteNumber("model", segment.Model);
        json.Write("since", segment.Since);
        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, CustomerEvent @event)
    {
        json.WriteStartObject();
        json.WriteString("id", @event.Id);
        json.WriteString("name", @event.Name.Value);
        json.Write("at", @event.OccurredAt);
        if (@event.Amount is { } amount)
            json.Write("amount", amount);
        if (@event.Currency is not null)
            json.WriteString("currency", @event.Currency);
        if (@event.Properties.Count > 0)
            PropertyValues.Write("properties", @event.Properties, json);
        if (@event.Lines.Count > 0)
        {
            WriteList(json, "lines", @event.Lines, line =>
            {
                json.WriteString("product", line.Product.Value);
                json.WriteNumber("quantity", line.Quantity);
                if (line.UnitPrice is { } price)
                    json.Write("unitPrice", price);
            });
        }

        json.WriteEndObject();
    }

    private static void WriteEnrollment(Utf8JsonWriter json, Enrollment enrollment, StoredCustomer stored)
    {
        json.WriteString("id", enrollment.Id.ToString());
        json.WriteString("journey", enrollment.Journey.Value);
        json.WriteNumber("version", enrollment.Version);
        json.WriteString("entryKey", enrollment.EntryKey);
        json.Write("status", enrollment.Status);
        json.WriteBoolean("paused", enrollment.EndedAt is null && stored.Paused.Contains(enrollment.Journey));
        json.WriteBoolean("held", enrollment.IsHeld);
        WriteText(json, "step", enrollment.Step);
        WriteText(json, "outcome", enrollment.Outcome);
        json.WriteNumber("attempt", enrollment.Attempt);
        json.Write("enteredAt", enrollment.EnteredAt);
        WriteInstant(json, "dueAt", enrollment.DueAt);
        WriteInstant(json, "endedAt", enrollment.EndedAt);
        WriteInstant(json, "convertedAt", enrollment.ConvertedAt);
        WriteText(json, "convertedBy", enrollment.State.ConvertedBy);
        WriteText(json, "voucher", enrollment.State.VoucherCode);
        json.WriteStartObject("products");
        foreach (var (step, products) in enrollment.State.Products.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(step);
            foreach (var product in products)
                json.WriteStringValue(product.Value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        WriteInstant(json, "calledAt", enrollment.State.CalledAt);
        json.WriteNumber("visit", enrollment.State.Visit);
        json.WriteStartObject("rounds");
        foreach (var (step, round) in enrollment.State.Rounds.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            json.WriteNumber(step, round);
        json.WriteEndObject();
        json.WriteStartObject("reachedAt");
        foreach (var (step, at) in enrollment.State.ReachedAt.OrderBy(entry => entry.Value))
            json.Write(step, at);
        json.WriteEndObject();
        WriteList(json, "history", [.. stored.Record.History.Where(entry => entry.Enrollment == enrollment.Id)], entry =>
        {
            json.Write("at", entry.At);
            json.WriteString("moves", entry.Moves);
        });
    }

    private static void WriteMessage(Utf8JsonWriter json, OutboxMessage message, StoredCustomer stored)
    {
        json.WriteString("id", message.Id.ToString());
        json.WriteString("enrollment", message.Enrollment.ToString());
        json.WriteString("journey", message.Journey.Value);
        json.WriteNumber("version", message.Version);
        json.WriteString("step", message.Step);
        json.WriteNumber("visit", message.Visit);
        json.WriteNumber("choice", message.Choice);
        json.WriteString("channel", message.Channel.Name);
        json.Write("status", message.Status);
        json.WriteBoolean("paused", message.Status == MessageStatus.Queued && stored.Paused.Contains(message.Journey));
        json.WriteBoolean("held", message.IsHeld);
        WriteText(json, "reason", message.Reason);
        WriteText(json, "voucher", message.VoucherCode);
        json.WriteNumber("attempt", message.Attempt);
        json.Write("queuedAt", message.QueuedAt);
        WriteInstant(json, "dueAt", message.DueAt);
        WriteInstant(json, "decidedAt", message.DecidedAt);
    }

    private static void WriteVoucher(Utf8JsonWriter json, Voucher voucher)
    {
        json.WriteString("code", voucher.Code);
        json.WriteString("journey", voucher.Journey.Value);
        json.WriteString("issuedFor", voucher.IdempotencyKey);
        json.WriteStartObject("offer");
        json.WriteString("name", voucher.Offer.Name.Value);
        json.WriteString("discount", voucher.Offer.Discount.ToString());
        json.Write("minimumSpend", voucher.Offer.MinimumSpend);
        json.WriteString("currency", voucher.Offer.Currency);
        json.Write("validFor", voucher.Offer.ValidFor);
        json.WriteEndObject();
        json.Write("issuedAt", voucher.IssuedAt);
        json.Write("expiresAt", voucher.ExpiresAt);
        WriteInstant(json, "redeemedAt", voucher.RedeemedAt);
        WriteText(json, "redeemedBy", voucher.RedeemedBy);
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
            json.WriteNull(name);
        else
            json.WriteString(name, text);
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset? instant)
    {
        if (instant is { } at)
            json.Write(name, at);
        else
            json.WriteNull(name);
    }
}
