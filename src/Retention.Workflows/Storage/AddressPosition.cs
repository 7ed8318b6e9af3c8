using System.Globalization;

namespace Retention.Workflows.Storage;

/// <summary>The position of a purge among messages to addresses, as a text: partition, number and address.</summary>
internal static class AddressPosition
{
    internal static string Of(string address, MessageId message) =>
        string.Create(CultureInfo.InvariantCulture, $"{message.Partition}:{message.Number}:{address}");

    internal static (string Address, MessageId Message)? Parse(string? position) =>
        position?.Split(':', 3) is [var partition, var number, var address]
            ? (address, new MessageId(int.Parse(partition, NumberStyles.None, CultureInfo.InvariantCulture),
                long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)))
            : null;
}
