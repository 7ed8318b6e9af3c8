using Retention.Workflows;
using Retention.Workflows.Recommendations;

namespace Swiftmotion.Churn;

/// <summary>Swiftmotion's products: fifteen articles for each sport, the most expensive first, and which of them go together.</summary>
internal static class ProductRange
{
    internal const int PerSport = 15;

    private static readonly (Sport Sport, string Articles)[] _range =
    [
        (Sport.Running,
            "Tempo Race Shoe 159.90|Glide Daily Shoe 129.90|Glide Wide Shoe 129.90|Starter Road Shoe 79.90|Breeze Running Jacket 89.90|Night Reflect Vest 39.90|Split Long Tights 64.90|Split Short Tights 49.90|Featherlight Singlet 34.90|Daily Mile Tee 29.90|Two-in-One Shorts 44.90|Blister-free Running Socks 12.90|Race Belt 19.90|Mesh Running Cap 24.90|Winter Running Gloves 22.90"),
        (Sport.Trail,
            "Ridge Grip Trail Shoe 149.90|Mudtrack Trail Shoe 134.90|Summit Waterproof Shoe 169.90|Stormline Trail Jacket 139.90|Twelve-litre Trail Vest 99.90|Ridge Trail Shorts 54.90|Ridge Half-zip Top 59.90|Merino Trail Tee 54.90|Gravel Gaiters 27.90|Folding Trail Poles 84.90|Head Torch 400 49.90|Merino Trail Socks 17.90|Soft Flask 500 16.90|Trail Headband 14.90|Emergency Blanket 7.90"),
        (Sport.Fitness,
            "Lift Stable Shoe 119.90|Cross Studio Shoe 99.90|Power Training Tights 54.90|Seamless Sports Bra 39.90|High Support Bra 49.90|Training Tank 24.90|Dry Training Tee 27.90|Woven Gym Shorts 37.90|Zip Training Hoodie 64.90|Gym Duffel 35 l 49.90|Lifting Gloves 21.90|Resistance Band Set 24.90|Speed Rope 14.90|Shaker Bottle 11.90|Gym Towel 13.90"),
        (Sport.Yoga,
            "Flow High-rise Leggings 69.90|Flow Cropped Leggings 59.90|Calm Wrap Cardigan 74.90|Balance Jumpsuit 84.90|Soft Yoga Bra 36.90|Bamboo Yoga Top 34.90|Loose Studio Trousers 54.90|Cork Yoga Mat 64.90|Natural Rubber Mat 79.90|Cork Block Pair 24.90|Cotton Yoga Strap 12.90|Bolster Cushion 44.90|Grip Yoga Socks 13.90|Mat Bag 29.90|Eye Pillow 14.90"),
        (Sport.Cycling,
            "Aero Road Jersey 89.90|Thermal Road Jersey 99.90|Endurance Bib Shorts 119.90|Winter Bib Tights 139.90|Wind Shell Jacket 109.90|Rain Cape Jacket 129.90|Gravel Baggy Shorts 74.90|Commuter Cycling Trousers 84.90|Clip Road Shoe 149.90|Mesh Base Layer 39.90|Summer Cycling Socks 14.90|Half-finger Gloves 29.90|Lobster Winter Gloves 44.90|Cycling Cap 19.90|Arm Warmers 24.90"),
        (Sport.Swimming,
            "Open Water Wetsuit 249.90|Sleeveless Wetsuit 189.90|Race Kneesuit 119.90|Chlorine-proof Swimsuit 49.90|Crossback Swimsuit 44.90|Training Jammer 34.90|Swim Briefs 24.90|Hooded Swim Poncho 59.90|Mirror Race Goggles 34.90|Comfort Goggles 22.90|Silicone Cap 11.90|Training Fins 39.90|Pull Buoy 16.90|Microfibre Towel 19.90|Wet Bag 24.90"),
        (Sport.Hiking,
            "Alpine Leather Boot 219.90|Ridgeway Mid Boot 159.90|Three-layer Hardshell 249.90|Hybrid Fleece Jacket 99.90|Light Down Jacket 149.90|Zip-off Trousers 79.90|Softshell Trousers 94.90|Merino Hiking Shirt 64.90|Checked Hut Shirt 49.90|Daypack 22 l 84.90|Trekking Pack 45 l 149.90|Cushioned Hiking Socks 19.90|Sun Hat 27.90|Merino Beanie 24.90|Insulated Bottle 29.90"),
        (Sport.Football,
            "Firm Ground Boot 139.90|Artificial Turf Boot 99.90|Indoor Court Shoe 79.90|Goalkeeper Jersey 49.90|Match Jersey 39.90|Match Shorts 24.90|Training Tracksuit 89.90|Bench Coat 119.90|Thermal Under Shirt 34.90|Goalkeeper Gloves 44.90|Light Shin Guards 17.90|Team Socks 9.90|Match Ball 59.90|Training Ball 24.90|Boot Bag 19.90"),
    ];

    /// <summary>All products, sport by sport, in the order above.</summary>
    internal static IReadOnlyList<Product> Products { get; } = [.. _range.SelectMany(
        (line, sport) => line.Articles.Split('|').Select((article, index) => Article(line.Sport, (sport * PerSport) + index, article)))];

    /// <summary>The products that customers often buy with a product: always the same three of the same sport.</summary>
    internal static IReadOnlyList<int> GoWellWith(int product)
    {
        var (sport, index) = (product / PerSport, product % PerSport);
        return [(sport * PerSport) + ((index + 4) % PerSport), (sport * PerSport) + ((index + 7) % PerSport),
            (sport * PerSport) + ((index + 11) % PerSport)];
    }

    private static Product Article(Sport sport, int number, string article)
    {
        var space = article.LastIndexOf(' ');
        var name = article[..space];
        var id = FormattableString.Invariant($"SM-{1001 + number}");
        return new Product
        {
            Id = new ProductId(id),
            Name = name,
            Price = decimal.Parse(article[(space + 1)..], System.Globalization.CultureInfo.InvariantCulture),
            Currency = "EUR",
            UrlPath = $"{sport.ToString().ToLowerInvariant()}/{name.ToLowerInvariant().Replace(' ', '-')}",
            Category = sport.ToString(),
            ImageUrl = ProductPictures.Of(name),
        };
    }
}
