namespace Retention.Workflows.Tests.Time;

public class TimeZonesTests
{
    private static readonly TimeZoneInfo Shop = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("America/Port-au-Prince")]
    [InlineData("Etc/GMT+5")]
    [InlineData("UTC")]
    public void Finds_a_zone_by_its_name(string id)
    {
        TimeZones.TryGet(id, out var zone).Should().BeTrue();

        zone!.Id.Should().Be(id);
        TimeZones.TryGet(id, out var again).Should().BeTrue();
        again.Should().BeSameAs(zone);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Europe/Atlantis")]
    [InlineData("Europe")]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("Factory")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("../zoneinfo/Europe/Berlin")]
    [InlineData("Europe/../Europe/Berlin")]
    [InlineData("/usr/share/zoneinfo/Europe/Berlin")]
    [InlineData("/dev/zero")]
    [InlineData("Europe/Berlin\0")]
    [InlineData("zone.tab")]
    [InlineData("leapseconds")]
    public void Invalid_zones_and_names_for_the_servers_zone_are_unknown(string? id)
    {
        TimeZones.TryGet(id, out var zone).Should().BeFalse();

        zone.Should().BeNull();
        TimeZones.For(id, Shop).Should().BeSameAs(Shop);
    }

    [Fact]
    public void The_customers_zone_overrides_the_shops() => TimeZones.For("Asia/Tokyo", Shop).Id.Should().Be("Asia/Tokyo");

    [Fact]
    public void Every_zone_of_the_system_is_known() =>
        SystemZones.All.Should().OnlyContain(zone => TimeZones.For(zone.Id, Shop).Id == zone.Id);

    [Fact]
    public void Concurrent_lookups_of_invalid_names_are_safe()
    {
        Parallel.For(0, 4_000, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, number =>
        {
            if (TimeZones.TryGet($"Nowhere/Town-{number}", out _) || TimeZones.For("Asia/Tokyo", Shop).Id != "Asia/Tokyo")
                throw new InvalidOperationException($"Wrong answer at {number}.");
        });

        TimeZones.RememberedNames.Should().BeLessThanOrEqualTo(2_200, "nonsense does not fill the memory");
    }
}
