using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.OpenSsl;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Mime;

namespace Retention.Workflows.Email.Smtp;

/// <summary>Signs mails with DKIM (RFC 6376), relaxed in headers and body. Thread-safe.</summary>
internal sealed class Dkim
{
    /// <summary>RFC 8058 wants both headers of the one-click unsubscription signed.</summary>
    private static readonly string[] Signed =
        ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post"];

    private readonly DkimSigner _signer;

    private Dkim(DkimSigner signer) => _signer = signer;

    /// <summary>The signer of the options; null without a key.</summary>
    internal static Dkim? Of(SmtpEmailOptions options)
    {
        if (string.IsNullOrEmpty(options.DkimPrivateKey) || !Mailbox.TryParse(options.From, out var from))
            return null;
        var domain = string.IsNullOrEmpty(options.DkimDomain) ? Mailbox.HostOf(from) : options.DkimDomain;
        var key = Key(options.DkimPrivateKey);
        return new Dkim(new DkimSigner(key, domain, options.DkimSelector ?? "", Algorithm(key))
        {
            HeaderCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
            BodyCanonicalizationAlgorithm = DkimCanonicalizationAlgorithm.Relaxed,
        });
    }

    internal static bool CanSign(SmtpEmailOptions options)
    {
        try
        {
            return Of(options) is not null;
        }
#pragma warning disable CA1031 // The key's reader throws several kinds. Its messages may quote the key, so none is passed on.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    internal void Sign(MimeMessage mail) =>
        _signer.Sign(MailBytes.Format(international: false), mail, [.. Signed.Where(name => mail.Headers.Contains(name))]);

    private static AsymmetricKeyParameter Key(string pem)
    {
        using var reader = new PemReader(new StringReader(pem));
        return reader.ReadObject() switch
        {
            AsymmetricCipherKeyPair pair => pair.Private,
            AsymmetricKeyParameter { IsPrivate: true } key => key,
            _ => throw new ArgumentException("The text contains no private key.", nameof(pem)),
        };
    }

    private static DkimSignatureAlgorithm Algorithm(AsymmetricKeyParameter key) =>
        key is Ed25519PrivateKeyParameters ? DkimSignatureAlgorithm.Ed25519Sha256 : DkimSignatureAlgorithm.RsaSha256;
}
