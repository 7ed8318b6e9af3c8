using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Messaging;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The resolver of <c>docs/templates.md</c>.</summary>
public sealed class AttachmentDocsTests
{
    [Fact]
    public async Task The_resolver_of_the_page_attaches_an_invoice()
    {
        await using var journey = await JourneyHarness.StartAsync(
            JourneyDefinition.Build(new JourneyName("invoices"), builder => builder.Steps.SendEmail("mail", template: "mail")),
            options => options.Configure = retention =>
            {
                retention.Services.AddScoped<Archive>();
                retention.Templates.Use(new InvoiceMail());
                retention.Templates.AddAttachments<InvoiceArchive>();
            });

        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Single().Attachments.Should().ContainSingle().Which.FileName.Should().Be("invoice-4711.pdf");
    }

    private sealed class InvoiceMail : IMessageTemplates
    {
        public IReadOnlyList<string> Validate(TemplateName name, Channel channel) => [];

        public bool ShowsVoucher(TemplateName name, Channel channel) => false;

        public MessageContent Render(TemplateName name, Channel channel, string? locale, MessageModel model) =>
            new() { Subject = "Invoice", Text = "See the file.", Attachments = ["invoice-4711.pdf"] };
    }
}

public sealed class Archive
{
    internal Task<byte[]> ReadAsync(CustomerId customer, string name, CancellationToken cancellationToken) =>
        Task.FromResult<byte[]>([.. System.Text.Encoding.UTF8.GetBytes($"{customer} {name}")]);
}

public sealed class InvoiceArchive(Archive archive) : IAttachmentResolver
{
    public async Task<Attachment?> ResolveAsync(AttachmentRequest request, CancellationToken cancellationToken) =>
        request.Name.StartsWith("invoice-")
            ? new Attachment { Content = await archive.ReadAsync(request.Model.Customer.Id, request.Name, cancellationToken) }
            : null;                                     // another resolver is asked, at last the template folder
}
