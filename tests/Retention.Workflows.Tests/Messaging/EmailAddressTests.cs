using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Tests.Messaging;

/// <summary>Every spelling of a mailbox has one canonical form, and what cannot be a mailbox is refused.</summary>
public sealed class EmailAddressTests
{
    private static readonly bool HasIcu = new IdnMapping().GetAscii("É.example") == "xn--9ca.example";
    private static readonly EmailAddressNormalizer Normalizer = new();
    private static readonly EmailAddressNormalizer WithoutIcu = new(hasIcu: false);

    [Theory]
    [InlineData("ada@shop.example", "ada@shop.example")]
    [InlineData("  ada@shop.example\r\n", "ada@shop.example")]
    [InlineData("ada@shop.example\u00a0", "ada@shop.example")]
    [InlineData("\ufeffada@\u200bshop.example", "ada@shop.example")]
    [InlineData("ada\u00ad@shop.example\u2060", "ada@shop.example")]
    [InlineData("\u202aada@shop.example\u202c", "ada@shop.example")]
    [InlineData("ada@shop.\u3164example", "ada@shop.example")]
    [InlineData("Ada.Lovelace+Shop@SHOP.Example", "Ada.Lovelace+Shop@shop.example")]
    [InlineData("ada@XN--9CA.example", "ada@xn--9ca.example")]
    [InlineData("\"ada lovelace\"@shop.example", "\"ada lovelace\"@shop.example")]
    [InlineData("\"ada\"@shop.example", "ada@shop.example")]
    [InlineData("\"a\\da.l\"@shop.example", "ada.l@shop.example")]
    [InlineData("\"ada.\"@shop.example", "\"ada.\"@shop.example")]
    [InlineData("ada@[192.0.2.1]", "ada@[192.0.2.1]")]
    [InlineData("o'brien@shop.example", "o'brien@shop.example")]
    public void An_address_has_one_form_on_the_wire(string written, string wire)
    {
        foreach (var normalizer in (EmailAddressNormalizer[])[Normalizer, WithoutIcu])
        {
            normalizer.Normalize(written).Address.Should().Be(wire);
            normalizer.Normalize(wire).Should().Be(normalizer.Normalize(written), "a canonical address gives itself");
        }
    }

    [Theory]
    [InlineData("ADA@shop.example", "ada@SHOP.example")]
    [InlineData("Ada.Lovelace@shop.example", "ada.lovelace@shop.example ")]
    [InlineData("ada@XN--9CA.EXAMPLE", "aDa@xn--9ca.example")]
    public void Two_spellings_are_one_mailbox(string one, string other) =>
        Normalizer.Normalize(one).Identity.Should().Be(Normalizer.Normalize(other).Identity);

    [Theory]
    [InlineData("not an address")]
    [InlineData("ada")]
    [InlineData("@shop.example")]
    [InlineData("ada@")]
    [InlineData("ada@shop..example")]
    [InlineData("ada@-shop.example")]
    [InlineData("ada@shop_1.example")]
    [InlineData("ada@shop.example.")]
    [InlineData("ada..lovelace@shop.example")]
    [InlineData(".ada@shop.example")]
    [InlineData("ada@shop.example, bob@shop.example")]
    [InlineData("Ada <ada@shop.example>")]
    [InlineData("mailto:ada@shop.example")]
    [InlineData("ada@sh op.example")]
    [InlineData("ada@shop.example\r\nBcc: all@shop.example")]
    [InlineData("a\tb@shop.example")]
    [InlineData("ada@[300.0.2.1]")]
    [InlineData("\u200b")]
    [InlineData("")]
    public void What_cannot_be_a_mailbox_is_refused(string text)
    {
        Normalizer.Normalize(text).Address.Should().BeNull();
        Normalizer.Normalize(text).Problem.Should().Be("is not a mailbox such as ada@example.org");
    }

    [Fact]
    public void Lengths_are_those_of_the_standard()
    {
        Normalizer.Normalize($"{new string('a', 64)}@shop.example").Problem.Should().BeNull();
        Normalizer.Normalize($"{new string('a', 65)}@shop.example").Problem.Should().NotBeNull();
        Normalizer.Normalize($"ada@{new string('a', 63)}.example").Problem.Should().BeNull();
        Normalizer.Normalize($"ada@{new string('a', 64)}.example").Problem.Should().NotBeNull();
        var longest = string.Join('.', Enumerable.Repeat(new string('b', 61), 4));
        Normalizer.Normalize($"adax@{longest}ab").Address.Should().HaveLength(254);
        Normalizer.Normalize($"adax@{longest}abc").Problem.Should().NotBeNull();
    }

    [Theory]
    [InlineData("ada@É.example", "ada@xn--9ca.example")]
    [InlineData("ada@é.example", "ada@xn--9ca.example")]
    [InlineData("ada@e\u0301.example", "ada@xn--9ca.example")]
    [InlineData("ada@ｓhop.example", "ada@shop.example")]
    [InlineData("ada@shop。example", "ada@shop.example")]
    [InlineData("ádá@shop.example", "ádá@shop.example")]
    [InlineData("a\u0301da\u0301@shop.example", "ádá@shop.example")]
    public void Letters_outside_ascii_need_icu_and_are_never_another_domain(string written, string wire)
    {
        var without = WithoutIcu.Normalize(written);
        without.Address.Should().BeNull();
        without.Problem.Should().StartWith("needs-icu");
        if (HasIcu)
            Normalizer.Normalize(written).Address.Should().Be(wire);
        else
            Normalizer.Normalize(written).Problem.Should().StartWith("needs-icu");
    }

    [Fact]
    public void Half_a_character_is_refused() => Normalizer.Normalize("a\ud800@shop.example").Address.Should().BeNull();

    [Fact]
    public void A_canonical_form_is_stable_and_has_a_clean_domain() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        (local, domain) =>
        {
            var normalized = Normalizer.Normalize($"{local}@{domain}");
            if (normalized.Address is not { } wire)
                return normalized.Problem is not null;
            var host = wire[(wire.LastIndexOf('@') + 1)..];
            return Normalizer.Normalize(wire).Address == wire && !host.Any(char.IsAsciiLetterUpper) && host.All(char.IsAscii)
                && normalized.Identity == Normalizer.Normalize(wire.ToUpperInvariant()).Identity;
        }).QuickCheckThrowOnFailure();
}
