namespace Swiftmotion.Churn;

/// <summary>The pictures of products: one for each kind of article. They go with the mails, from the template folder.</summary>
internal static class ProductPictures
{
    /// <summary>Words of a product's name and its picture; the first row that fits counts.</summary>
    private static readonly (string Words, string Picture)[] _kinds =
    [
        ("Bag Duffel Daypack Pack", "bag"),
        ("Shoe", "shoe"),
        ("Boot", "boot"),
        ("Jacket Hardshell Vest Cardigan Hoodie Poncho Coat Tracksuit", "jacket"),
        ("Wetsuit Kneesuit Swimsuit", "swimwear"),
        ("Shorts Briefs Jammer", "shorts"),
        ("Tights Leggings Trousers Jumpsuit", "trousers"),
        ("Singlet Tee Top Tank Jersey Shirt Bra Layer", "shirt"),
        ("Socks Gaiters", "socks"),
        ("Cap Hat Beanie Headband", "cap"),
        ("Gloves Warmers", "gloves"),
        ("Bottle Flask", "bottle"),
        ("Ball", "ball"),
        ("Mat", "mat"),
        ("Goggles", "goggles"),
    ];

    internal static Uri Of(string product)
    {
        var words = product.Split(' ');
        var picture = _kinds.FirstOrDefault(kind => kind.Words.Split(' ').Any(words.Contains)).Picture ?? "gear";
        return new Uri($"cid:{picture}.png");
    }
}
