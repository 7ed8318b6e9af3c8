using Microsoft.Extensions.Options;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Smtp;

namespace Retention.Workflows.Email.Tests.Smtp;

public sealed class SmtpEmailOptionsTests
{
    [Fact]
    public void Host_and_sender_are_enough() => Problems(_ => { }).Should().BeEmpty();

    public static TheoryData<Action<SmtpEmailOptions>, string> Wrong => new()
    {
        { options => options.Host = "", "Host" },
        { options => options.Host = "mail server", "Host" },
        { options => options.Port = 0, "Port" },
        { options => options.Security = (SmtpSecurity)9, "Security" },
        { options => options.MaxConnections = 0, "MaxConnections" },
        { options => options.KeepConnections = TimeSpan.FromHours(1), "KeepConnections" },
        { options => options.MaxMailsPerConnection = 0, "MaxMailsPerConnection" },
        { options => options.DkimSelector = "s1", "DkimPrivateKey" },
        { options => (options.DkimSelector, options.DkimPrivateKey) = ("s1", "secret"), "DkimPrivateKey" },
        { options => options.From = "", "From" },
        { options => options.From = "a@b.example\r\nBcc: c@d.example", "From" },
        { options => options.FromName = "Shop\r\nBcc: c@d.example", "FromName" },
        { options => options.Timeout = TimeSpan.Zero, "Timeout" },
        { options => options.UserName = "shop", "UserName" },
        { options => (options.UserName, options.Password, options.Security) = ("shop", "secret", SmtpSecurity.None), "Security" },
        {
            options => (options.UserName, options.Password, options.AccessToken) = ("shop", "secret", _ => Task.FromResult("token")),
            "AccessToken"
        },
        { options => options.AccessToken = _ => Task.FromResult("token"), "UserName" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void An_invalid_value_is_named_in_the_error(Action<SmtpEmailOptions> change, string named) =>
        Problems(change).Should().ContainSingle().Which.Should().Contain(named).And.NotContain("secret");

    private static IEnumerable<string> Problems(Action<SmtpEmailOptions> change)
    {
        var options = new SmtpEmailOptions { Host = "smtp.example.org", From = "hello@swiftmotion.example" };
        change(options);
        return new SmtpEmailOptionsValidator(Options.Create(new RetentionOptions())).Validate(null, options).Failures ?? [];
    }
}
