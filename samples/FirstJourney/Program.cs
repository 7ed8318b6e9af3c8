using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Retention.Workflows;
using static Retention.Workflows.Period;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddRetentionWorkflows(retention =>
{
    retention.Journeys.Add<WinBack>();
    retention.Store.UseSqlite("shop.db");
    retention.Templates.FromFolder("Templates");
    retention.Channels.AddPickupEmail("mails");
});
using var host = builder.Build();

var client = host.Services.GetRequiredService<IRetentionClient>();
var ada = new Customer
{
    Id = new CustomerId("ada"),
    FirstName = "Ada",
    Addresses = new Dictionary<Channel, string> { [Channel.Email] = "ada@example.org" },
    Consents = [new Consent { Topic = Topic.Marketing, Channel = Channel.Email, Granted = true }],
};
await client.SaveCustomersAsync([ada]);
await client.EnrollAsync(WinBack.Name, ada.Id);
await host.Services.GetRequiredService<IRetentionEngine>().RunDueAsync();

internal sealed class WinBack : IJourney
{
    public static JourneyName Name => new("win-back");

    public static void Define(JourneyBuilder journey)
    {
        journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0))
            .When(Customer.InSegment(RfmSegment.AtRisk, RfmSegment.CannotLoseThem));
        journey.Goal.On(EventNames.Purchase).Within(Days(30));

        journey.Steps
            .SendEmail("offer", template: "offer")
            .Wait("think", Days(10))
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .SendEmail("reminder", template: "reminder");
    }
}
