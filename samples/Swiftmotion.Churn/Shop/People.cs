using System.Globalization;
using Retention.Workflows;

namespace Swiftmotion.Churn;

/// <summary>Invents customers. Names, time zones and addresses fit together, and belong to no real person.</summary>
/// <remarks>
/// Mail addresses end in names that are reserved for examples. Phone numbers are from the range that British numbering reserves for
/// fiction, or begin with a zero after the country code, which no real number does.
/// </remarks>
internal sealed class People(Random random)
{
    private static readonly Country[] _countries =
    [
        new("cs-CZ", "Europe/Prague", "+420000", 45, 10000,
            "Jana Eva Lenka Kateřina Lucie Petra Veronika Tereza Markéta Zuzana Alena Barbora",
            "Jan Petr Tomáš Martin Jakub Lukáš Ondřej Pavel Michal David Filip Vojtěch",
            "Nováková Svobodová Dvořáková Černá Procházková Kučerová Veselá Horáková Němcová Marková Pokorná Králová Růžičková Benešová",
            "Novák Svoboda Dvořák Černý Procházka Kučera Veselý Horák Němec Marek Pokorný Král Růžička Beneš"),
        new("de-DE", "Europe/Berlin", "+490000", 28, 10115, "Anna Lena Marie Julia Laura Sophie Katharina Nina Hannah Clara Johanna Miriam",
            "Lukas Felix Jonas Maximilian Paul Niklas Moritz Jan Florian Tobias Simon Philipp",
            "Müller Schmidt Schneider Fischer Weber Wagner Becker Hoffmann Schäfer Koch Bauer Richter Klein Wolf", null),
        new("de-AT", "Europe/Vienna", "+430000", 7, 1010, "Anna Lena Theresa Magdalena Eva Katharina",
            "Lukas David Tobias Matthias Stefan Andreas", "Gruber Huber Wagner Pichler Steiner Moser Mayer Hofer Leitner Berger", null),
        new("en-GB", "Europe/London", "+447700900", 15, 0, "Olivia Emily Grace Sophie Charlotte Alice Lucy Megan Hannah Zoe",
            "Oliver Jack Harry George Thomas James Daniel Adam Callum Owen",
            "Smith Jones Taylor Brown Williams Wilson Davies Evans Walker Wright Hughes Green", null),
        new("en-IE", "Europe/Dublin", "+353000", 5, 0, "Aoife Ciara Niamh Sinéad Orla Róisín", "Seán Conor Patrick Cian Oisín Liam",
            "Murphy Kelly Byrne Ryan O'Brien Walsh Doyle McCarthy", null),
    ];

    private static readonly string[] _mailDomains = ["example.org", "example.com", "mail.example", "post.example"];

    private int _britishPhones;

    internal Customer Create(int number)
    {
        var country = Pick();
        var isWoman = random.Next(2) == 0;
        var first = Choose(isWoman ? country.Women : country.Men);
        var last = Choose(isWoman ? country.WomenLast : country.Last);
        var mail = random.Next(100) < 90 ? $"{Plain(first)}.{Plain(last)}{number}@{_mailDomains[random.Next(_mailDomains.Length)]}" : null;
        var phone = random.Next(100) < 60 ? Phone(country, number) : null;
        var addresses = new Dictionary<Channel, string>();
        var consents = new List<Consent>();
        if (mail is not null)
            Add(Channel.Email, mail, granted: 90, refused: 5);
        if (phone is not null)
            Add(Channel.Sms, phone, granted: 78, refused: 10);
        return new Customer
        {
            Id = new CustomerId(string.Create(CultureInfo.InvariantCulture, $"c-{number:00000}")),
            FirstName = first,
            LastName = last,
            Locale = country.Locale,
            TimeZone = country.TimeZone,
            PostalCode = country.FirstPostalCode == 0
                ? null : (country.FirstPostalCode + random.Next(900)).ToString(CultureInfo.InvariantCulture),
            Addresses = addresses,
            Consents = consents,
        };

        // The remaining customers never answered. No answer is not consent.
        void Add(Channel channel, string address, int granted, int refused)
        {
            addresses.Add(channel, address);
            var answer = random.Next(100);
            if (answer < granted + refused)
                consents.Add(new Consent { Topic = Topic.Marketing, Channel = channel, Granted = answer < granted });
        }
    }

    private Country Pick()
    {
        var share = random.Next(_countries.Sum(country => country.Share));
        return _countries.First(country => (share -= country.Share) < 0);
    }

    private string Choose(string[] names) => names[random.Next(names.Length)];

    private string? Phone(Country country, int number)
    {
        if (country.Locale != "en-GB")
            return country.PhonePrefix + number.ToString("000000", CultureInfo.InvariantCulture);
        return _britishPhones < 1_000 ? country.PhonePrefix + _britishPhones++.ToString("000", CultureInfo.InvariantCulture) : null;
    }

    /// <summary>
    /// Lower-case ASCII, for mail addresses. It uses its own table, since the sample runs without the system's language data.
    /// </summary>
    private static string Plain(string name)
    {
        const string Accented = "áäčďéěíňóöřšťúůüýž";
        const string Bare = "aacdeeinoorstuuuyz";
        return string.Concat(name.ToLowerInvariant().Where(char.IsLetter)
            .Select(letter => Accented.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var index ? Bare[index] : letter));
    }

    private sealed class Country(string locale, string timeZone, string phonePrefix, int share, int firstPostalCode, string women,
        string men, string womenLast, string? last)
    {
        internal string Locale { get; } = locale;
        internal string TimeZone { get; } = timeZone;
        internal string PhonePrefix { get; } = phonePrefix;
        internal int Share { get; } = share;
        internal int FirstPostalCode { get; } = firstPostalCode;
        internal string[] Women { get; } = women.Split(' ');
        internal string[] Men { get; } = men.Split(' ');
        internal string[] WomenLast { get; } = womenLast.Split(' ');
        internal string[] Last { get; } = (last ?? womenLast).Split(' ');
    }
}
