using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests;

internal static class Some
{
    internal static DateTimeOffset Moment { get; } = new(2026, 7, 1, 9, 30, 0, TimeSpan.Zero);

    internal const string Token = "aaaaaaaaaaea2xqk7w4vjr5hmtc3zbnp6gdsyuf2oieal7qx";

    internal static OutgoingMessage Mail(string to = "ada@example.org", string? subject = "We miss you", string? html = "<p>Hello</p>",
        string text = "Hello", string key = "12/3/offer/1") => new()
    {
        IdempotencyKey = key,
        Channel = Channel.Email,
        Customer = new CustomerId("c-17"),
        Address = to,
        Topic = Topic.Marketing,
        Content = new MessageContent { Subject = subject, Html = html, Text = text },
        SentAt = Moment,
    };
}
