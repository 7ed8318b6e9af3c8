using FsCheck;
using FsCheck.Fluent;

namespace Retention.Workflows.Channels.Tests.Sms;

/// <summary>Encoding and parts of a text message are known before it is sent.</summary>
public sealed class SmsSizeTests
{
    [Theory]
    [InlineData("", 1, SmsEncoding.Gsm7, 0, 1)]
    [InlineData("a", 160, SmsEncoding.Gsm7, 160, 1)]
    [InlineData("a", 161, SmsEncoding.Gsm7, 161, 2)]
    [InlineData("a", 306, SmsEncoding.Gsm7, 306, 2)]
    [InlineData("a", 307, SmsEncoding.Gsm7, 307, 3)]
    [InlineData("€", 80, SmsEncoding.Gsm7, 160, 1)]
    [InlineData("€", 81, SmsEncoding.Gsm7, 162, 2)]
    [InlineData("€", 153, SmsEncoding.Gsm7, 306, 3)]
    [InlineData("š", 70, SmsEncoding.Ucs2, 70, 1)]
    [InlineData("š", 71, SmsEncoding.Ucs2, 71, 2)]
    [InlineData("š", 134, SmsEncoding.Ucs2, 134, 2)]
    [InlineData("š", 135, SmsEncoding.Ucs2, 135, 3)]
    [InlineData("👟", 35, SmsEncoding.Ucs2, 70, 1)]
    [InlineData("👟", 67, SmsEncoding.Ucs2, 134, 3)]
    [InlineData("Ä{", 53, SmsEncoding.Gsm7, 159, 1)]
    public void Parts_are_counted_as_the_network_does(string text, int times, SmsEncoding encoding, int units, int parts) =>
        SmsSize.Of(string.Concat(Enumerable.Repeat(text, times))).Should().Be(new SmsSize(encoding, units, parts));

    [Fact]
    public void A_longer_text_never_has_fewer_parts() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
        text => SmsSize.Of(text + "a").Parts >= SmsSize.Of(text).Parts && SmsSize.Of(text + "š").Encoding == SmsEncoding.Ucs2)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void The_size_names_parts_and_encoding() => SmsSize.Of("kód").ToString().Should().Be("1 (UCS-2)");
}
