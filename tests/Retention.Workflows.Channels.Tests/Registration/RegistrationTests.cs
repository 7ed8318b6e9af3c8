using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Tests.Registration;

public sealed class RegistrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_engine_gets_what_a_host_adds()
    {
        using var folder = new TemporaryFolder();
        using var templates = new TemporaryFolder().With("offer.sms.text.hbs", "Hi {{customer.firstName}}");
        await using var provider = Build(retention =>
        {
            retention.Channels.AddPickupEmail(folder.Path, mail => mail.FromName = "Swiftmotion").AddPickupSms(folder.Path);
            retention.Templates.FromFolder(templates.Path);
        });

        provider.GetRequiredService<IStartupValidator>().Validate();
        var channels = provider.GetServices<IMessageChannel>().ToDictionary(channel => channel.Channel);
        await channels[Channel.Email].SendAsync(Some.To(Channel.Email, "ada@example.org", subject: "We miss you"), Token);
        await channels[Channel.Sms].SendAsync(Some.Sms(), Token);

        channels.Should().HaveCount(2);
        folder.Files.Select(Path.GetExtension).Should().BeEquivalentTo(".eml", ".txt");
        provider.GetRequiredService<IMessageTemplates>().Render("offer", Channel.Sms, null, Some.Model()).Text.Should().Be("Hi Ada");
    }

    [Fact]
    public async Task Adding_a_channel_twice_is_one_channel_with_both_settings()
    {
        await using var provider = Build(retention => retention.Channels
            .AddSmtp(mail => mail.Host = "smtp.example.org")
            .AddSmtp(mail => mail.From = "hello@swiftmotion.example")
            .AddTwilioSms(sms => (sms.AccountSid, sms.AuthToken) = ("AC1", "token"))
            .AddTwilioSms(sms => sms.From = "+15005550006"));

        provider.GetRequiredService<IStartupValidator>().Validate();

        provider.GetServices<IMessageChannel>().Should().HaveCount(2);
        provider.GetRequiredService<IOptions<SmtpEmailOptions>>().Value.Host.Should().Be("smtp.example.org");
    }

    [Fact]
    public async Task The_last_template_folder_wins()
    {
        using var first = new TemporaryFolder().With("offer.sms.text.hbs", "first");
        using var last = new TemporaryFolder().With("offer.sms.text.hbs", "last");
        await using var provider = Build(retention => retention.Templates.FromFolder(first.Path).FromFolder(last.Path));

        provider.GetRequiredService<IMessageTemplates>().Render("offer", Channel.Sms, null, Some.Model()).Text.Should().Be("last");
    }

    [Fact]
    public async Task Relative_paths_start_at_the_content_root_of_the_host()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(root.Path, "Texts"));
        await File.WriteAllTextAsync(Path.Combine(root.Path, "Texts", "offer.sms.text.hbs"), "from the root", Token);
        await using var provider = Build(retention =>
        {
            retention.Services.AddSingleton<IHostEnvironment>(new HostWithRoot(root.Path));
            retention.Channels.AddPickupEmail("mails").AddPickupSms("messages/sms");
            retention.Templates.FromFolder("Texts");
        });

        provider.GetRequiredService<IStartupValidator>().Validate();
        foreach (var channel in provider.GetServices<IMessageChannel>())
            await channel.SendAsync(channel.Channel == Channel.Email ? Some.To(Channel.Email, "ada@example.org", subject: "We miss you") : Some.Sms(), Token);

        Directory.GetFiles(Path.Combine(root.Path, "mails")).Should().ContainSingle();
        Directory.GetFiles(Path.Combine(root.Path, "messages", "sms")).Should().ContainSingle();
        provider.GetRequiredService<IMessageTemplates>().Render("offer", Channel.Sms, null, Some.Model()).Text.Should().Be("from the root");
    }

    [Fact]
    public async Task Without_a_host_environment_relative_paths_start_at_the_current_directory()
    {
        await using var provider = Build(retention => retention.Channels.AddPickupEmail("mails"));

        provider.GetRequiredService<IOptions<PickupEmailOptions>>().Value.Folder.Should()
            .Be(Path.Combine(Directory.GetCurrentDirectory(), "mails"));
    }

    [Fact]
    public async Task Each_error_names_the_type_and_the_property()
    {
        await using var provider = Build(retention => retention.Channels.AddSmtp(_ => { }).AddTwilioSms(_ => { })
            .AddPickupEmail("").AddPickupSms("").AddFcmPush(_ => { }).AddWhatsApp(_ => { }).AddViber(_ => { })
            .AddWebhook("letter", _ => { }));

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        var failures = start.Should().Throw<AggregateException>().Which.InnerExceptions.Cast<OptionsValidationException>()
            .SelectMany(failure => failure.Failures).ToList();
        failures.Select(failure => failure[..failure.IndexOf(": ", StringComparison.Ordinal)]).Should().Contain(
        [
            "SmtpEmailOptions.Host", "SmtpEmailOptions.From", "TwilioSmsOptions.AccountSid", "TwilioSmsOptions.AuthToken",
            "PickupEmailOptions.Folder", "PickupSmsOptions.Folder", "FcmPushOptions.ServiceAccountJson", "WhatsAppOptions.PhoneNumberId",
            "ViberOptions.AuthToken", "WebhookOptions['letter'].Address", "WebhookOptions['letter'].Secret",
        ]).And.OnlyContain(place => place.Contains("Options", StringComparison.Ordinal) && place.Contains('.'));
    }

    [Fact]
    public async Task Invalid_settings_stop_the_host_with_all_errors_at_once()
    {
        await using var provider = Build(retention =>
        {
            retention.Channels.AddSmtp(_ => { }).AddTwilioSms(_ => { }).AddPickupSms("", sms => sms.From = "a\nb");
            retention.Templates.FromFolder("no-such-folder");
        });

        var start = () => provider.GetRequiredService<IStartupValidator>().Validate();

        var failures = start.Should().Throw<AggregateException>().Which.InnerExceptions.Cast<OptionsValidationException>()
            .SelectMany(failure => failure.Failures).ToList();
        failures.Should().ContainMatch("*Host*").And.ContainMatch("*From*").And.ContainMatch("*AccountSid*").And.ContainMatch("*AuthToken*")
            .And.ContainMatch("*Folder*").And.ContainMatch("*no-such-folder*");
    }

    private static ServiceProvider Build(Action<RetentionBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRetentionWorkflows(configure);
        return services.BuildServiceProvider();
    }
}
