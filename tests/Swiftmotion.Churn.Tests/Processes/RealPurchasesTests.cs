namespace Swiftmotion.Churn.Tests.Processes;

/// <summary>The sample over the real purchases of 2,357 customers of a music shop.</summary>
[Collection(ProcessTests.Name)]
public sealed class RealPurchasesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_segments_of_all_customers_equal_those_of_the_reference()
    {
        var purchases = RealData.PathOf("cdnow-sample", "purchases.csv");
        var expected = File.ReadLines(RealData.PathOf("cdnow-sample", "rfm-expected-1998-07-01.csv")).Skip(1)
            .Select(line => line.Split(',')).Select(cells => string.Join(',', cells[0], cells[4], cells[5], cells[6], cells[7])).ToList();
        expected.Should().HaveCount(2_357);

        var exit = await SampleProcess.RunAsync("--purchases", purchases, "--output", _folder.PathOf("shop"));

        exit.ShouldBeDone();
        exit.Report.Should().Contain("2,357 customers, 6,919 purchases");
        ShopFacts.ShouldBeConsistent(_folder.PathOf("shop"));
        File.ReadLines(Path.Combine(_folder.PathOf("shop"), "segments.csv")).Skip(1).Should().Equal(expected);
    }
}
