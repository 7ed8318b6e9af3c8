using System.Reflection;
using Elsa.Extensions;
using Elsa.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Workflows in Elsa's runtime, started by the host.</summary>
public class RunningTests
{
    [Fact]
    public async Task A_workflow_sends_waits_asks_and_completes()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<WinBack>());
        await world.AddAsync("ada");

        (await world.RunAsync(WinBack.Id, ("CustomerId", "ada"))).SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        await world.AdvanceAsync(TimeSpan.FromDays(9));
        world.Sent.Should().Equal("offer to ada");
        await world.AdvanceAsync(TimeSpan.FromDays(2));

        world.Sent.Should().Equal("offer to ada", "voucher-mail to ada");
        (await world.InstancesAsync()).Should().ContainSingle().Which.SubStatus.Should().Be(WorkflowSubStatus.Finished);
        var enrollment = (await world.EnrollmentsOfAsync("ada")).Should().ContainSingle().Which;
        enrollment.Status.Should().Be(EnrollmentStatus.Completed);
        (await world.Client.ReadCustomerAsync(new CustomerId("ada"), ElsaTestHost.Token)).Vouchers.Should().ContainSingle();
        enrollment.DueAt.Should().BeNull();
    }

    [Fact]
    public async Task A_send_with_delivery_ports_waits_for_its_message()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<DeliveryAsked>());
        await world.AddAsync("ada");
        await world.Client.SaveCustomersAsync(
            [Testing.Some.Customer("bob") with { Addresses = new Dictionary<Channel, string>() }], ElsaTestHost.Token);

        (await world.RunAsync(DeliveryAsked.Id, ("CustomerId", "ada"))).SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        (await world.RunAsync(DeliveryAsked.Id, ("CustomerId", "bob"))).SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        await world.AdvanceAsync(TimeSpan.FromMinutes(10));

        world.Sent.Should().Equal("another to ada", "mail to ada");
        using var file = new MemoryStream();
        await world.Privacy.ExportAsync(new CustomerId("bob"), file, ElsaTestHost.Token);
        System.Text.Encoding.UTF8.GetString(file.ToArray()).Should().Contain("not-reached");
        (await world.InstancesAsync()).Should().HaveCount(2).And.OnlyContain(instance => instance.SubStatus == WorkflowSubStatus.Finished);
    }

    [Fact]
    public async Task Activities_triggers_and_designer_options_are_registered()
    {
        await using var world = await ElsaTestHost.StartAsync(_ => { });
        await using var scope = world.Services.CreateAsyncScope();

        scope.ServiceProvider.GetRequiredService<IActivityRegistry>().ListAll().Select(activity => activity.TypeName)
            .Should().Contain(["CustomerJourneys.SendEmail", "CustomerJourneys.WaitForCustomerEvent",
                "CustomerJourneys.CustomerEventOccurred", "CustomerJourneys.SegmentEntered", "CustomerJourneys.JourneySchedule"]);
        var asked = typeof(JourneyActivity).Assembly.GetExportedTypes().Concat(typeof(JourneyTrigger).Assembly.GetExportedTypes())
            .SelectMany(type => type.GetProperties())
            .Select(property => property.GetCustomAttribute<global::Elsa.Workflows.Attributes.InputAttribute>()?.UIHandler)
            .OfType<Type>().Distinct().ToList();
        asked.Should().HaveCountGreaterThanOrEqualTo(5, "channels, offers, templates and two lists of segments are offered");
        scope.ServiceProvider.GetServices<IPropertyUIHandler>().Select(handler => handler.GetType()).Where(asked.Contains)
            .Should().BeEquivalentTo(asked);
    }

    [Theory]
    [InlineData(typeof(IssueVoucher), nameof(IssueVoucher.Offer), "ten")]
    [InlineData(typeof(SendEmail), nameof(SendEmail.Template), "hello")]
    [InlineData(typeof(SendMessage), nameof(SendMessage.Channel), "email")]
    [InlineData(typeof(RfmSegmentCondition), nameof(RfmSegmentCondition.Segments), "vip")]
    [InlineData(typeof(RfmSegmentCondition), nameof(RfmSegmentCondition.Segments), "at-risk")]
    public async Task The_designer_offers_registered_names_for_an_input(Type activity, string input, string name)
    {
        ArgumentNullException.ThrowIfNull(activity);
        await using var world = await ElsaTestHost.StartAsync(_ => { });
        await using var scope = world.Services.CreateAsyncScope();
        var property = activity.GetProperty(input)!;
        var asked = property.GetCustomAttribute<global::Elsa.Workflows.Attributes.InputAttribute>()!.UIHandler!;
        var handler = scope.ServiceProvider.GetServices<IPropertyUIHandler>().Single(handler => handler.GetType() == asked);

        var offered = await handler.GetUIPropertiesAsync(property, null, ElsaTestHost.Token);
        System.Text.Json.JsonSerializer.Serialize(offered.Values.Select(value => (object)value)).Should().Contain($"\"{name}\"");
    }

    [Fact]
    public async Task A_customer_who_bought_while_waiting_gets_no_voucher()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<WinBack>());
        await world.AddAsync("ada");
        await world.RunAsync(WinBack.Id, ("CustomerId", "ada"));
        await world.AdvanceAsync(TimeSpan.FromDays(1));
        await world.Client.AppendEventsAsync([Testing.Some.Purchase(new CustomerId("ada"), world.Time.GetUtcNow())], ElsaTestHost.Token);
        await world.AdvanceAsync(TimeSpan.FromDays(10));

        world.Sent.Should().Equal("offer to ada");
        (await world.InstancesAsync()).Should().ContainSingle().Which.SubStatus.Should().Be(WorkflowSubStatus.Finished);
    }
}
