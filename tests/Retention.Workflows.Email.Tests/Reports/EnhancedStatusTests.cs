using Retention.Workflows.Channels;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Reports;

public sealed class EnhancedStatusTests
{
    [Theory]
    [InlineData("2.1.5", BounceClass.None)]
    [InlineData("4.2.2", BounceClass.Soft)]
    [InlineData("4.4.1", BounceClass.Soft)]
    [InlineData("4.7.1", BounceClass.Soft)]
    [InlineData("5.1.0", BounceClass.None)]
    [InlineData("5.1.1", BounceClass.Hard)]
    [InlineData("5.1.2", BounceClass.Hard)]
    [InlineData("5.1.3", BounceClass.Hard)]
    [InlineData("5.1.6", BounceClass.Hard)]
    [InlineData("5.1.7", BounceClass.None)]
    [InlineData("5.1.8", BounceClass.None)]
    [InlineData("5.1.10", BounceClass.Hard)]
    [InlineData("5.2.0", BounceClass.None)]
    [InlineData("5.2.1", BounceClass.Hard)]
    [InlineData("5.2.2", BounceClass.Soft)]
    [InlineData("5.2.3", BounceClass.None)]
    [InlineData("5.3.0", BounceClass.None)]
    [InlineData("5.4.1", BounceClass.Soft)]
    [InlineData("5.4.4", BounceClass.Hard)]
    [InlineData("5.5.1", BounceClass.None)]
    [InlineData("5.6.0", BounceClass.None)]
    [InlineData("5.7.1", BounceClass.None)]
    [InlineData("5.7.26", BounceClass.None)]
    public void A_code_has_its_class(string code, BounceClass expected)
    {
        EnhancedStatus.Classify(code).Should().Be(expected);
        EnhancedStatus.Classify($"550 {code} <ada@mx.5.1.1.example> refused").Should().Be(expected);
        EnhancedStatus.Classify($"smtp; 550-{code}: see 4.3.0").Should().Be(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("550 no such user")]
    [InlineData("550 blocked, your address is 10.5.1.1")]
    [InlineData("550 blocked, your address is 5.1.1.9")]
    [InlineData("version 15.1.1")]
    [InlineData("3.1.1")]
    [InlineData("5.1")]
    [InlineData("5.1.1234")]
    [InlineData("5.1.1-beta")]
    [InlineData("<x5.1.1@example.org>")]
    [InlineData("<5.1.1@example.org>")]
    public void A_text_without_a_code_gives_no_result(string? text) => EnhancedStatus.Classify(text).Should().Be(BounceClass.None);
}
