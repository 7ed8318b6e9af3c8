using Retention.Workflows.Events;

namespace Retention.Workflows;

/// <summary>The limits for the content of customers; see <see cref="IRetentionClient.SaveCustomersAsync"/>.</summary>
public static class CustomerLimits
{
    internal const int MaxNameLength = 200;
    internal const int MaxAddressLength = 4096;
    internal const int MaxTagLength = 100;
    internal const int MaxAddresses = 100;
    internal const int MaxPushTokens = 20;
    internal const int MaxConsents = 1000;

    /// <summary>
    /// All problems of a customer record, each with a field and a reason; empty if the record is valid. Whether a text is an address of its
    /// channel is asked when the customer is stored.
    /// </summary>
    /// <param name="customer">The customer.</param>
    public static IReadOnlyList<InputProblem> Problems(Customer customer)
    {
        ArgumentNullException.ThrowIfNull(customer);
        List<InputProblem>? problems = null;
        Check("id", customer.Id == default ? "is missing" : EventLimits.TextProblem(customer.Id.Value));
        Text("firstName", customer.FirstName, MaxNameLength);
        Text("lastName", customer.LastName, MaxNameLength);
        Text("locale", customer.Locale, MaxTagLength);
        Text("timeZone", customer.TimeZone, MaxTagLength);
        Text("postalCode", customer.PostalCode, MaxTagLength);
        Check("addresses", Many(customer.Addresses.Count, MaxAddresses));
        foreach (var (channel, address) in customer.Addresses)
        {
            var other = channel == default ? "contain an entry without a channel" : null;
            Text(channel == default ? "addresses" : $"addresses.{channel}", channel == default ? null : address, MaxAddressLength, other);
        }

        var tokens = customer.PushTokens.Where(token => !string.IsNullOrWhiteSpace(token)).Select(token => token.Trim()).Distinct().Count();
        Check("pushTokens", Many(tokens, MaxPushTokens));
        if (tokens <= MaxPushTokens)
        {
            for (var index = 0; index < customer.PushTokens.Count; index++)
                Text($"pushTokens[{index}]", customer.PushTokens[index], MaxAddressLength);
        }

        Check("consents", Many(customer.Consents.Count, MaxConsents));
        if (customer.Consents.Any(consent => consent is null || consent.Channel == default || consent.Topic == default))
            Check("consents", "contain an entry without a channel or topic");
        foreach (var (key, value) in customer.Attributes)
        {
            if (value.Kind == PropertyKind.Text)
                Check($"attributes.{key}", EventLimits.TextProblem(value.Text));
        }

        return problems ?? (IReadOnlyList<InputProblem>)[];

        void Text(string field, string? text, int maxLength, string? other = null) =>
            Check(field,
                other ?? (text is null ? null : text.Length > maxLength ? TooLong(text, maxLength) : EventLimits.TextProblem(text)));

        void Check(string field, string? reason)
        {
            if (reason is not null)
                (problems ??= []).Add(new InputProblem { Field = field, Reason = reason });
        }
    }

    private static string TooLong(string text, int maxLength) => $"has {text.Length} characters; at most {maxLength} are allowed";

    private static string? Many(int count, int most) => count > most ? $"are {count}; at most {most} are allowed" : null;
}
