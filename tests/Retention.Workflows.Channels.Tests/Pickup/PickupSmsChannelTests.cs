using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Pickup;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Pickup;

public sealed class PickupSmsChannelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_message_is_a_file_with_sender_recipient_date_and_text()
    {
        var result = await Channel().SendAsync(Some.Sms(text: "Šárko, váš kód 👟"), Token);

        result.Should().BeSameAs(DeliveryResult.Delivered);
        _folder.Read(_folder.Files.Single()).Should()
            .Be("From: Swiftmotion\nTo: +420601123456\nDate: 2026-07-01T09:30:00Z\nParts: 1 (UCS-2)\n\nŠárko, váš kód 👟\n");
    }

    [Fact]
    public async Task A_text_with_more_parts_than_allowed_is_not_written()
    {
        var result = await Channel().SendAsync(Some.Sms(text: new string('š', 671)), Token);

        result.Should().BeEquivalentTo(DeliveryResult.RejectedLocally("too-many-parts"));
        _folder.Files.Should().BeEmpty();
    }

    [Fact]
    public async Task The_same_message_again_replaces_its_file()
    {
        var channel = Channel();
        await channel.SendAsync(Some.Sms(), Token);
        await channel.SendAsync(Some.Sms(text: "again"), Token);

        _folder.Files.Should().ContainSingle();
        _folder.Read(_folder.Files[0]).Should().Contain("again");
    }

    [Theory]
    [InlineData("")]
    [InlineData("601123456")]
    [InlineData("+0601123456")]
    [InlineData("+420 601 123 456")]
    [InlineData("+420601123456\nTo: +1")]
    [InlineData("+12345678901234567")]
    [InlineData("+٤٢٠٦٠١١٢٣٤٥٦")]
    public async Task A_number_that_is_not_e164_is_rejected(string number)
    {
        var result = await Channel().SendAsync(Some.Sms(to: number), Token);

        result.Should().BeEquivalentTo(DeliveryResult.RejectedLocally("invalid-address"));
        _folder.Files.Should().BeEmpty();
    }

    private PickupSmsChannel Channel() => new(Options.Create(new PickupSmsOptions { Folder = _folder.Path, From = "Swiftmotion" }));
}
