using System.Collections.Concurrent;

namespace Retention.Workflows.Chaos;

/// <summary>
/// Records the real actions outside the system: a mail server, a text message provider and the shop's voucher system, in the test's
/// process.
/// </summary>
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

    /// <summary>Every accepted mail, including those whose sender never received the answer.</summary>
    internal ConcurrentQueue<LedgerMail> Mails { get; } = new();

    /// <summary>
    /// The text messages and notices, by idempotency key. The provider delivers only one of two messages with the same key.
    /// </summary>
    internal ConcurrentDictionary<string, LedgerText> Texts { get; } = new();

    /// <summary>The vouchers that the shop's own system issued, by idempotency key.</summary>
    internal ConcurrentDictionary<string, LedgerVoucher> Vouchers { get; } = new();

    /// <summary>Mails that the server accepted without an answer, since it dropped the connection.</summary>
    internal int Dropped => _mail.Dropped;

    /// <summary>The share of mails, 0 to 1, after which the server drops the connection before it answers.</summary>
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

/// <summary>An accepted mail.</summary>
/// <param name="At">The time of acceptance.</param>
/// <param name="Key">The hash of the idempotency key, as in the message id.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="Subject">The subject, as in the header.</param>
internal sealed record LedgerMail(DateTimeOffset At, string Key, string Recipient, string Subject);

/// <summary>A text message or notice that was delivered once, and the number of times it was sent.</summary>
internal sealed record LedgerText(DateTimeOffset At, string Customer, Channel Channel, int HandOvers);

/// <summary>A voucher that was issued once, and the number of requests for it.</summary>
internal sealed record LedgerVoucher(DateTimeOffset At, string Customer, string Code, int Asked);
