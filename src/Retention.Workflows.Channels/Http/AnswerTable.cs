using System.Collections.Frozen;
using System.Globalization;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Http;

/// <summary>The outcome of an answer: the four outcomes of a send, and a fifth for faults of our own settings.</summary>
internal enum AnswerOutcome
{
    Delivered,
    Rejected,
    RetryLater,
    PauseChannel,
    Ambiguous,
}

/// <summary>
/// One row of a provider's table: a code or a range of numbers such as <c>200-299</c>, its outcome, and the class of the address.
/// </summary>
internal sealed record AnswerRow(string Code, AnswerOutcome Outcome, string Meaning, BounceClass Bounce = BounceClass.None);

/// <summary>A provider's answers as data. The provider's codes come first, then the HTTP status, then the status's hundred.</summary>
internal sealed class AnswerTable(string provider, IReadOnlyList<AnswerRow> codes)
{
    private readonly FrozenDictionary<string, AnswerRow> _rows = codes
        .SelectMany(static row => Each(row.Code).Select(code => KeyValuePair.Create(code, row)))
        .ToFrozenDictionary();

    internal IReadOnlyList<AnswerRow> Codes { get; } = codes;

    /// <summary>The outcomes of HTTP statuses when the provider gave no code that the table contains.</summary>
    /// <remarks>
    /// 401, 403, 404 and 407 are faults of our settings that affect every message, so the channel pauses and the messages wait. Redirects
    /// are not followed, since a redirecting server did not accept the message. After 500, 502 and 504 the provider may have accepted it
    /// before it failed; 503 says that it did not.
    /// </remarks>
    internal static IReadOnlyList<AnswerRow> Statuses { get; } =
    [
        new("300-399", AnswerOutcome.RetryLater, "a redirect, which is not followed"),
        new("401", AnswerOutcome.PauseChannel, "our credentials are wrong"),
        new("403", AnswerOutcome.PauseChannel, "our account may not do that"),
        new("404", AnswerOutcome.PauseChannel, "our account or address is wrong"),
        new("407", AnswerOutcome.PauseChannel, "a proxy requires a login"),
        new("408", AnswerOutcome.RetryLater, "the request did not arrive in time"),
        new("425", AnswerOutcome.RetryLater, "too early"),
        new("429", AnswerOutcome.RetryLater, "too many requests"),
        new("503", AnswerOutcome.RetryLater, "overloaded or in maintenance"),
    ];

    private static FrozenDictionary<string, AnswerRow> ByStatus { get; } = Statuses
        .SelectMany(static row => Each(row.Code).Select(code => KeyValuePair.Create(code, row)))
        .ToFrozenDictionary();

    internal bool Knows(string code) => _rows.ContainsKey(code);

    /// <summary>The class of the address for a code; none when the table does not contain the code.</summary>
    internal BounceClass Bounce(string? code) => code is not null && _rows.TryGetValue(code, out var row) ? row.Bounce : BounceClass.None;

    internal string Reason(string code) => $"{provider}-{code}";

    /// <param name="answer">The whole answer.</param>
    /// <param name="code">The provider's own code in it, if any. The reason names an unknown code, so it must be a code and not free
    /// text.</param>
    internal DeliveryResult Map(ProviderAnswer answer, string? code)
    {
        var status = ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        if (code is not null && _rows.TryGetValue(code, out var row))
            return Result(row, Reason(code), answer.RetryAfter);

        var reason = Reason(code ?? $"http-{status}");
        if (ByStatus.TryGetValue(status, out var general))
            return Result(general, reason, answer.RetryAfter);
        return (int)answer.Status is >= 400 and <= 499 ? DeliveryResult.Rejected(reason) : DeliveryResult.Ambiguous(reason);
    }

    private static DeliveryResult Result(AnswerRow row, string reason, TimeSpan? after) => row.Outcome switch
    {
        AnswerOutcome.Delivered => DeliveryResult.Delivered,
        AnswerOutcome.Rejected => DeliveryResult.Rejected(reason, row.Bounce),
        AnswerOutcome.RetryLater => DeliveryResult.RetryLater(reason, after),
        AnswerOutcome.PauseChannel => DeliveryResult.PauseChannel(reason, after),
        _ => DeliveryResult.Ambiguous(reason),
    };

    private static IEnumerable<string> Each(string code)
    {
        if (code.Split('-') is not [[>= '0' and <= '9', ..] first, var last])
            return [code];
        var start = int.Parse(first, CultureInfo.InvariantCulture);
        return Enumerable.Range(start, int.Parse(last, CultureInfo.InvariantCulture) - start + 1)
            .Select(static number => number.ToString(CultureInfo.InvariantCulture));
    }
}
