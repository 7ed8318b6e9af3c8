using System.Collections.Frozen;

namespace Retention.Workflows;

/// <summary>One row of a provider's table: a code of its own, or an HTTP status where it gave none, and what follows.</summary>
internal sealed record AnswerRow(int Code, DeliveryStatus Outcome, string Meaning);

/// <summary>A provider's answers as data. Its own codes come first, then the HTTP status, then the status's hundred.</summary>
internal sealed class AnswerTable(string provider, IReadOnlyList<AnswerRow> codes)
{
    private readonly FrozenDictionary<int, DeliveryStatus> _outcomes = codes.ToFrozenDictionary(row => row.Code, row => row.Outcome);

    internal IReadOnlyList<AnswerRow> Codes { get; } = codes;

    /// <summary>What HTTP statuses mean when the provider gave no code that the table knows.</summary>
    /// <remarks>
    /// 401, 403 and 404 are settings of ours that somebody will put right, so the message waits. A redirect is not followed: whoever redirects
    /// did not take the message. After 500, 502 and 504 the provider may have taken it before it failed; 503 says that it did not.
    /// </remarks>
    internal static IReadOnlyList<AnswerRow> Statuses { get; } =
    [
        new(201, DeliveryStatus.Delivered, "created"),
        new(401, DeliveryStatus.RetryLater, "our credentials are wrong"),
        new(403, DeliveryStatus.RetryLater, "our account may not do that"),
        new(404, DeliveryStatus.RetryLater, "our account or address is wrong"),
        new(407, DeliveryStatus.RetryLater, "a proxy wants a login"),
        new(408, DeliveryStatus.RetryLater, "the request did not arrive in time"),
        new(425, DeliveryStatus.RetryLater, "too early"),
        new(429, DeliveryStatus.RetryLater, "too many requests"),
        new(503, DeliveryStatus.RetryLater, "overloaded or in maintenance"),
    ];

    internal DeliveryResult Map(ProviderAnswer answer, int? code)
    {
        var status = (int)answer.Status;
        if (code is { } known && _outcomes.TryGetValue(known, out var outcome))
            return Result(outcome, $"{provider}-{known}", answer.RetryAfter);

        var row = Statuses.FirstOrDefault(row => row.Code == status);
        var reason = code is { } unknown ? $"{provider}-{unknown}" : $"{provider}-http-{status}";
        return Result(row?.Outcome ?? ByHundred(status), reason, answer.RetryAfter);
    }

    private static DeliveryStatus ByHundred(int status) => status switch
    {
        >= 300 and <= 399 => DeliveryStatus.RetryLater,
        >= 400 and <= 499 => DeliveryStatus.Rejected,
        _ => DeliveryStatus.Ambiguous,
    };

    private static DeliveryResult Result(DeliveryStatus outcome, string reason, TimeSpan? after) => outcome switch
    {
        DeliveryStatus.Delivered => DeliveryResult.Delivered,
        DeliveryStatus.Rejected => DeliveryResult.Rejected(reason),
        DeliveryStatus.RetryLater => DeliveryResult.RetryLater(reason, after),
        _ => DeliveryResult.Ambiguous(reason),
    };
}
