namespace Retention.Workflows.Vouchers;

/// <summary>The offers that journeys may issue vouchers on, by name. Immutable.</summary>
/// <remarks>Vouchers keep the terms they were issued on, so leaving an offer out later harms none that is out.</remarks>
public sealed class OfferCatalog
{
    private readonly Dictionary<OfferName, VoucherOffer> _offers;

    /// <summary>Takes offers in, when none of them has a problem.</summary>
    /// <exception cref="ArgumentException">An offer cannot work, or a name occurs twice; the message says all that <see cref="Problems"/> found.</exception>
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

    /// <summary>All offers, in the order they were given.</summary>
    public IReadOnlyList<VoucherOffer> Offers { get; }

    /// <summary>All that is wrong with offers, a sentence each that names the offer; empty when nothing is.</summary>
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

    /// <summary>Looks an offer up.</summary>
    /// <returns>The offer, or <see langword="null"/>.</returns>
    public VoucherOffer? Find(OfferName name) => _offers.GetValueOrDefault(name);

    /// <summary>Looks an offer up that must be there.</summary>
    /// <exception cref="KeyNotFoundException">There is no such offer; the message names those that there are.</exception>
    public VoucherOffer Require(OfferName name) => Find(name) ?? throw Missing(name);

    private KeyNotFoundException Missing(OfferName name) =>
        new(Offers.Count == 0
            ? $"There is no offer '{name}', nor any other."
            : $"There is no offer '{name}'; there are {string.Join(", ", Offers.Select(offer => offer.Name.Value).Order(StringComparer.Ordinal))}.");
}
