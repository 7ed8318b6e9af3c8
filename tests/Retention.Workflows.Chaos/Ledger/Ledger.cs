using System.Collections.Concurrent;

namespace Retention.Workflows.Chaos;

/// <summary>What really happened, written down outside the system: a mail server, a text message provider and the shop's voucher system, in the process of the test.</summary>
internal sealed class Ledger : IAsyncDisposable
{
    private readonly MailServer _mail;
    private readonly ShopServer _shop;

    internal Ledger(int seed)
    {
        _mail = new MailServer(this, seed);
        _shop = new ShopServer(this);
    }

    internal int SmtpPort => _mail.Port;

    internal int HttpPort => _shop.Port;

    /// <summary>Every mail that was accepted, also when the sender never heard of it.</summary>
    internal ConcurrentQueue<LedgerMail> Mails { get; } = new();

    /// <summary>The text messages and notices, by idempotency key: the provider delivers one of two with the same.</summary>
    internal ConcurrentDictionary<string, LedgerText> Texts { get; } = new();

    /// <summary>The vouchers that the shop's own system issued, by idempotency key.</summary>
    internal ConcurrentDictionary<string, LedgerVoucher> Vouchers { get; } = new();

    /// <summary>How many mails were accepted and the line dropped before the answer.</summary>
    internal int Dropped => _mail.Dropped;

    /// <summary>Which share of the mails, 0 to 1, the server accepts and drops the line before it says so.</summary>
    internal double DropShare
    {
        set => _mail.DropShare = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _mail.DisposeAsync();
        await _shop.DisposeAsync();
    }
}

/// <summary>A mail that was accepted.</summary>
/// <param name="At">When.</param>
/// <param name="Key">The hash of the idempotency key, as the message id carries it.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Subject">The subject as it stands in the header.</param>
internal sealed record LedgerMail(DateTimeOffset At, string Key, string Recipient, string Subject);

/// <summary>A text message or notice that was delivered once, and how often it was handed over.</summary>
internal sealed record LedgerText(DateTimeOffset At, string Customer, Channel Channel, int HandOvers);

/// <summary>A voucher that was issued once, and how often it was asked for.</summary>
internal sealed record LedgerVoucher(DateTimeOffset At, string Customer, string Code, int Asked);
