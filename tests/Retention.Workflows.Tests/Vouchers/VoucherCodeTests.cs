using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Vouchers;

public class VoucherCodeTests
{
    private static readonly Gen<ulong> Randoms = Gen.Choose(0, int.MaxValue).Two()
        .Select(pair => (((ulong)(uint)pair.Item1 << 31) | (uint)pair.Item2) % VoucherCode.Variety);

    private static readonly Gen<int> AllPlaces = Gen.Choose(0, VoucherCode.Places - 1);

    private static readonly Gen<string> Prefixes = Gen.Elements("", "S", "SWIFT", "EIGHTABC");

    private static readonly Arbitrary<string> Codes = (
        from prefix in Prefixes
        from place in AllPlaces
        from random in Randoms
        select VoucherCode.Create(prefix, place, random)).ToArbitrary();

    [Fact]
    public void A_code_has_the_approved_form()
    {
        VoucherCode.Create("SWIFT", 0, 0).Should().MatchRegex("^SWIFT-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}$");
        VoucherCode.Create("", VoucherCode.Places - 1, VoucherCode.Variety - 1).Should()
            .MatchRegex("^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}$");
    }

    [Fact]
    public void Fifty_bits_of_a_code_are_random() => Math.Log2(VoucherCode.Variety).Should().BeGreaterThan(50);

    [Fact]
    public void A_code_contains_its_partition() => Prop.ForAll(
        (from count in Gen.Choose(1, VoucherCode.Places)
         from partition in Gen.Choose(0, count - 1)
         from number in Gen.Choose(1, int.MaxValue)
         from random in Randoms
         from prefix in Prefixes
         select (count, enrollment: new EnrollmentId(partition, number), random, prefix)).ToArbitrary(),
        drawn => VoucherCode.TryGetPartition(VoucherCode.Create(
            drawn.prefix, VoucherCode.PlaceOf(drawn.enrollment, drawn.count), drawn.random), drawn.count, out var partition)
            && partition == drawn.enrollment.Partition).QuickCheckThrowOnFailure();

    [Fact]
    public void Codes_of_neighbouring_enrollments_share_a_prefix_and_others_do_not()
    {
        string[] neighbours = [.. Enumerable.Range(1, 400)
            .Select(number => VoucherCodes.Random.Make("", VoucherCode.PlaceOf(new EnrollmentId(0, number), 1), "key"))];
        string[] others = [.. Enumerable.Range(1, 400)
            .Select(stretch => VoucherCodes.Random.Make("", VoucherCode.PlaceOf(new EnrollmentId(0, stretch * 512), 1), "key"))];

        neighbours.Select(code => code[..2]).Distinct().Should().HaveCountLessThanOrEqualTo(2);
        others.Select(code => code[..2]).Distinct().Should().HaveCountGreaterThan(100);
    }

    [Fact]
    public void A_place_belongs_to_an_existing_partition()
    {
        FluentActions.Invoking(() => VoucherCode.PlaceOf(new EnrollmentId(8, 1), 8)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => VoucherCode.PlaceOf(new EnrollmentId(0, 1), VoucherCode.Places + 1)).Should()
            .Throw<ArgumentOutOfRangeException>();
        VoucherCode.PlaceOf(new EnrollmentId(VoucherCode.Places - 1, long.MaxValue), VoucherCode.Places).Should()
            .Be(VoucherCode.Places - 1);
    }

    [Fact]
    public void A_code_has_no_vowels_and_no_similar_characters() => Prop.ForAll(Codes, code =>
        !code.Split('-')[^3..].SelectMany(group => group).Intersect("AEIOUY01LZSGB").Any()).QuickCheckThrowOnFailure();

    [Fact]
    public void Case_blanks_and_hyphens_do_not_matter() => Prop.ForAll(Codes, code =>
        new[] { code.ToLowerInvariant(), code.Replace("-", "", StringComparison.Ordinal), $"  {code.Replace('-', ' ')} ",
            code.Replace('-', '\u2013'), string.Join('\u00a0', code.AsEnumerable()) }
            .All(typed => VoucherCode.TryNormalize(typed, out var normal) && normal == code)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_letter_that_looks_like_a_digit_is_read_as_the_digit() => Prop.ForAll(Codes, code =>
    {
        var body = code[^17..].Replace('8', 'B').Replace('6', 'G').Replace('5', 'S').Replace('2', 'Z');
        return VoucherCode.TryNormalize(code[..^17] + body, out var normal) && normal == code;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_single_wrong_character_is_detected() => Prop.ForAll(Codes, code =>
        Places(code).All(place => VoucherCode.Signs.Where(sign => sign != code[place])
            .All(wrong => !VoucherCode.TryNormalize(With(code, (place, wrong)), out _)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_transposition_is_detected() => Prop.ForAll(Codes, code =>
        (from left in Places(code) from right in Places(code) where code[left] != code[right] select (left, right))
            .All(pair => !VoucherCode.TryNormalize(With(code, (pair.left, code[pair.right]), (pair.right, code[pair.left])), out _)))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SWIFT")]
    [InlineData("SWIFT-22222-22222-2222")]
    [InlineData("SW1FT-22222-22222-22222")]
    [InlineData("SWIFTSALE-22222-22222-22222")]
    [InlineData("22222-22222-2222\u0130")]
    [InlineData("22222-22222-22223")]
    public void A_text_of_another_form_is_not_a_code(string? typed)
    {
        VoucherCode.TryNormalize(typed, out var code).Should().BeFalse();
        code.Should().BeNull();
        VoucherCode.TryGetPartition(typed, 8, out var partition).Should().BeFalse();
        partition.Should().Be(0);
    }

    [Fact]
    public void Invalid_arguments_give_no_code()
    {
        FluentActions.Invoking(() => VoucherCode.Create("swift", 0, 0)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => VoucherCode.Create("", VoucherCode.Places, 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => VoucherCode.Create("", 0, VoucherCode.Variety)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_hundred_thousand_codes_are_unique_and_use_all_characters()
    {
        var codes = Enumerable.Range(0, 100_000).Select(number => VoucherCodes.Random.Make("", number % VoucherCode.Places, "key"))
            .ToHashSet();

        codes.Should().HaveCount(100_000);
        foreach (var place in Enumerable.Range(0, 17).Where(place => place is not (5 or 11)))
            codes.Select(code => code[place]).Distinct().Should().HaveCount(VoucherCode.Signs.Length, $"every sign comes at place {place}");
    }

    [Fact]
    public void Seeded_codes_depend_on_seed_and_key_only()
    {
        var codes = VoucherCodes.Seeded(7);

        codes.Make("SWIFT", 3, "0-1/voucher/1").Should().Be(VoucherCodes.Seeded(7).Make("SWIFT", 3, "0-1/voucher/1"));
        codes.Make("SWIFT", 3, "0-2/voucher/1").Should().NotBe(codes.Make("SWIFT", 3, "0-1/voucher/1"));
        VoucherCodes.Seeded(8).Make("SWIFT", 3, "0-1/voucher/1").Should().NotBe(codes.Make("SWIFT", 3, "0-1/voucher/1"));
    }

    private static IEnumerable<int> Places(string code) =>
        Enumerable.Range(code.Length - 17, 17).Where(place => code[place] != '-');

    private static string With(string code, params (int Place, char Sign)[] changes)
    {
        var signs = code.ToCharArray();
        foreach (var (place, sign) in changes)
            signs[place] = sign;
        return new string(signs);
    }
}
