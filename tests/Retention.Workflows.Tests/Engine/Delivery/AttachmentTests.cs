using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>The pictures and attachments of a message are found by the host's resolvers, shortly before it leaves.</summary>
public sealed class AttachmentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<img src=\"cid:shoe.png\">", "shoe.png")]
    [InlineData("<img src='cid:shoe.png'><img src=\"cid:shoe.png\">", "shoe.png")]
    [InlineData("<td background=\"CID:a-b_1.png\" style=\"background:url(cid:shoe.png)\">", "a-b_1.png shoe.png")]
    [InlineData("<img src=cid:shoe.png>", "shoe.png")]
    [InlineData("<p>Our cid: department, cid:none</p><a href=\"https://shop.example/?cid=4\">", "")]
    [InlineData("<p>plain</p>", "")]
    public async Task The_html_names_its_pictures(string html, string expected)
    {
        await using var journey = await StartAsync(new Resolver(), html: html);

        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Single().Attachments.Select(file => file.ContentId).Should()
            .Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_file_is_attached_under_the_name_that_the_resolver_gives()
    {
        var resolver = new Resolver { FileName = "Invoice 4711.pdf" };
        await using var journey = await StartAsync(resolver, attachments: ["invoice", "terms.pdf"]);

        await journey.EnrollAsync(Some.Customer());

        var files = journey.Messages.Single().Attachments;
        files.Select(file => (file.FileName, file.ContentId)).Should().Equal(("Invoice 4711.pdf", null), ("Invoice 4711.pdf", null));
        resolver.Asked.Should().Equal("invoice", "terms.pdf");
        resolver.Customers.Should().OnlyContain(customer => customer == Journeys.Ada, "files may belong to the customer");
    }

    [Fact]
    public async Task Resolvers_are_asked_in_their_order_and_the_templates_last()
    {
        await using var journey = await StartAsync(
            new Resolver { Knows = name => name == "first" }, attachments: ["first", "second", "own.png"],
            more: retention => retention.Templates.AddAttachments(new Resolver { Knows = name => name == "second", Bytes = 2 }));

        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Single().Attachments.Select(file => file.Content.Length).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task A_resolver_may_use_scoped_services()
    {
        await using var journey = await StartAsync(
            null, attachments: ["terms.pdf"], more: retention => retention.Templates.AddAttachments<Resolver>());

        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Single().Attachments.Should().ContainSingle();
    }

    [Theory]
    [InlineData(60, 40, 100, true)]
    [InlineData(60, 41, 100, false)]
    [InlineData(101, 0, 100, false)]
    [InlineData(5_000_000, 0, null, true)]
    [InlineData(5_000_000, 1, null, false)]
    public async Task All_files_together_have_a_size_limit(int first, int second, int? limit, bool isSent)
    {
        await using var journey = await StartAsync(
            new Resolver { Bytes = first }, html: second == 0 ? "" : "<img src=\"cid:picture\">", attachments: ["file"],
            more: retention =>
            {
                retention.Templates.AddAttachments(new Resolver { Bytes = second });
                retention.Configure(options => options.Delivery.MaxAttachmentBytes = limit ?? options.Delivery.MaxAttachmentBytes);
            },
            knows: name => name == "file");

        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Should().HaveCount(isSent ? 1 : 0);
        (await journey.MessageAsync("mail")).Should().Match<OutboxMessage>(message => isSent
            ? message.Status == MessageStatus.Sent : message.Status == MessageStatus.Refused && message.Reason == "attachments-too-large");
    }

    [Fact]
    public async Task A_message_with_a_file_that_nobody_knows_is_not_sent()
    {
        await using var journey = await StartAsync(new Resolver { Knows = _ => false }, attachments: ["lost.pdf"]);

        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Should().BeEmpty();
        (await journey.MessageAsync("mail")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.Refused && message.Reason == "attachment-missing");
        (await journey.WhereIsAsync(Journeys.Ada)).Should().StartWith("ended");
    }

    [Fact]
    public async Task A_message_whose_resolver_fails_is_retried()
    {
        var resolver = new Resolver { Failure = new InvalidOperationException("the archive is down") };
        await using var journey = await StartAsync(resolver, attachments: ["terms.pdf"], steps: steps => steps
            .SendEmail("mail", template: "mail").SendSms("text", template: "text"));

        await journey.EnrollAsync(Some.Customer());
        (await journey.MessageAsync("mail")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.Queued && message.Reason == "attachments-failed");
        resolver.Failure = null;
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Messages.Should().HaveCount(2);
        journey.Messages.Single(message => message.Channel == Channel.Email).Attachments.Should().ContainSingle();
    }

    [Fact]
    public async Task A_resolver_that_times_out_delays_only_messages_with_files()
    {
        await using var journey = await StartAsync(
            new Resolver { Failure = new TaskCanceledException("timed out") }, attachments: ["terms.pdf"]);

        await journey.EnrollAsync(Some.Customer());

        (await journey.MessageAsync("mail")).Reason.Should().Be("attachments-failed");
    }

    private static Task<JourneyHarness> StartAsync(Resolver? resolver, string html = "", string[]? attachments = null,
        Action<RetentionBuilder>? more = null, Func<string, bool>? knows = null,
        Action<StepsBuilder>? steps = null) =>
        Journeys.StartAsync(steps ?? (builder => builder.SendEmail("mail", template: "mail")), options => options.Configure = retention =>
        {
            retention.Templates.Use(new OneMail(html, attachments ?? []));
            if (resolver is not null)
                retention.Templates.AddAttachments(resolver);
            if (knows is not null)
                resolver!.Knows = knows;
            more?.Invoke(retention);
        });

    private sealed class Resolver : IAttachmentResolver
    {
        internal Func<string, bool> Knows { get; set; } = _ => true;

        internal int Bytes { get; init; } = 1;

        internal string? FileName { get; init; }

        internal Exception? Failure { get; set; }

        internal List<string> Asked { get; } = [];

        internal List<CustomerId> Customers { get; } = [];

        public Task<Attachment?> ResolveAsync(AttachmentRequest request, CancellationToken cancellationToken)
        {
            if (Failure is not null)
                return Task.FromException<Attachment?>(Failure);
            Asked.Add(request.Name);
            Customers.Add(request.Model.Customer.Id);
            return Task.FromResult(Knows(request.Name) ? new Attachment { Content = new byte[Bytes], FileName = FileName } : null);
        }
    }

    private sealed class OneMail(string html, string[] attachments) : IMessageTemplates
    {
        public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

        public bool ShowsVoucher(TemplateName name, Channel channel) => false;

        public Attachment? FindAttachment(string name) => name == "own.png" ? new Attachment { Content = new byte[3] } : null;

        public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) => channel == Channel.Email
            ? new MessageContent { Subject = "Hello", Html = html, Text = "Hello", Attachments = attachments } : new MessageContent { Text = "Hello" };
    }
}
