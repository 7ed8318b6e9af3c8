namespace Retention.Workflows.Vouchers;

/// <summary>The offers for which journeys may issue vouchers, by name. Immutable.</summary>
/// <remarks>Vouchers keep the terms under which they were issued, so removing an offer later does not affect issued vouchers.</remarks>
public sealed class OfferCatalog
{
    private readonly Dictionary<OfferName, VoucherOffer> _offers;

    /// <summary>Creates a catalogue of valid offers.</summary>
    /// <exception cref="ArgumentException">
    /// An offer is invalid, or a name occurs twice; the message contains everything that <see cref="Problems"/> found.
    /// </exception>
    public OfferCatalog(IEnumerable<VoucherOffer> offers)
    {
        ArgumentNullException.ThrowIfNull(offers);
        IReadOnlyList<VoucherOffer> all = [.. offers];
        if (Problems(all) is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(offers));
        _offers = all.ToDictionary(offer => offer.Name);
        Offers = all;
    }

    /// <summary>A catalogue without offers.</summary>
    public static OfferCatalog Empty { get; } = new([]);

    /// <summary>All offers, in the given order.</summary>
    public IReadOnlyList<VoucherOffer> Offers { get; }

    /// <summary>All problems of the offers, one sentence each with the name of the offer; empty if all offers are valid.</summary>
    public static IReadOnlyList<string> Problems(IEnumerable<VoucherOffer> offers)
    {
        ArgumentNullException.ThrowIfNull(offers);
        var problems = new List<string>();
        var names = new HashSet<OfferName>();
        foreach (var offer in offers)
        {
            problems.AddRange(offer.Problems());
            if (offer.Name != default && !names.Add(offer.Name))
                problems.Add($"Offer '{offer.Name}': another offer has the same name.");
        }

        return problems;
    }

    /// <summary>Finds an offer by name.</summary>
    /// <returns>The offer, or <see langword="null"/> if there is none.</returns>
    public VoucherOffer? Find(OfferName name) => _offers.GetValueOrDefault(name);

    /// <summary>Finds an offer that must exist.</summary>
    /// <exception cref="KeyNotFoundException">The offer does not exist; the message lists the existing offers.</exception>
    public VoucherOffer Require(OfferName name) => Find(name) ?? throw Missing(name);

    private KeyNotFoundException Missing(OfferName name) =>
        new(Offers.Count == 0
            ? $"There is no offer '{name}'. No offers are registered."
            : $"There is no offer '{name}'. Known: {string.Join(", ", Offers.Select(offer => offer.Name.Value).Order(StringComparer.Ordinal))}.");
}
