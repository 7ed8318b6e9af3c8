using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Steps;

/// <summary>A journey writes what it learned to the customer.</summary>
public sealed class SetAttributeStepTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_set_attribute_is_visible_to_later_steps_of_the_same_batch()
    {
        await using var journey = await StartAsync(steps => steps
            .Add(new SetAttributeStep { Name = "mark", Set = new PropertyBag([new("tier", "gold"), new("visits", 3)]), Remove = ["trial"] })
            .If("is-gold", Customer.Attribute("tier").Is("gold") & !Customer.Attribute("trial").Is(true), then: yes => yes.Exit("gold")));

        await journey.EnrollAsync(Some.Customer() with { Attributes = new PropertyBag([new("trial", true), new("city", "Brno")]) });

        var record = await journey.RecordAsync();
        record.Enrollments.Single().Outcome.Should().Be("gold");
        record.Customer!.Attributes.Should().Equal(new PropertyBag([new("city", "Brno"), new("tier", "gold"), new("visits", 3)]));
    }

    [Fact]
    public async Task Nothing_else_of_the_customer_changes()
    {
        await using var journey = await StartAsync(
            steps => steps.Add(new SetAttributeStep { Name = "mark", Set = new PropertyBag([new("tier", "gold")]) }));

        await journey.EnrollAsync(Some.Customer());

        (await journey.RecordAsync()).Customer.Should()
            .BeEquivalentTo(Some.Customer(), options => options.Excluding(customer => customer.Attributes));
    }

    [Fact]
    public async Task A_second_execution_changes_nothing()
    {
        await using var journey = await StartAsync(steps => steps
            .Repeat("again", 3, round => round.Add(new SetAttributeStep { Name = "mark", Set = new PropertyBag([new("tier", "gold")]) })
                .Wait("pause", Period.Days(1))));

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        (await journey.RecordAsync()).Customer!.Attributes.Should().Equal(new PropertyBag([new("tier", "gold")]));
        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("completed");
    }

    [Fact]
    public async Task An_attribute_that_does_not_fit_any_more_leaves_the_enrollment_stuck_and_the_customer_as_it_was()
    {
        var full = new PropertyBag(
            Enumerable.Range(0, PropertyBag.MaxCount).Select(number => KeyValuePair.Create($"k{number}", (PropertyValue)number)));
        await using var journey = await StartAsync(
            steps => steps.Add(new SetAttributeStep { Name = "mark", Set = new PropertyBag([new("one-more", 1)]) }));

        await journey.EnrollAsync(Some.Customer() with { Attributes = full });
        await journey.EnrollAsync(Some.Customer("bea"));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.RecordAsync()).Enrollments.Single().Status.Should().Be(EnrollmentStatus.Stuck);
        (await journey.RecordAsync()).Customer!.Attributes.Should().Equal(full);
        (await journey.Client.ReadCustomerAsync(new("bea"), Token)).Enrollments.Single().Outcome.Should().Be("completed");
    }

    [Fact]
    public void An_attribute_that_cannot_be_set_is_an_error_with_its_path()
    {
        JourneyError[] ErrorsOf(SetAttributeStep step) =>
            [.. JourneyValidator.Validate(new JourneyDefinition { Name = new("a"), Enrollment = new(), Steps = [step] })];

        ErrorsOf(new SetAttributeStep { Name = "b" }).Select(error => error.Path).Should().Equal("$.steps[0]");
        ErrorsOf(new SetAttributeStep { Name = "b", Remove = ["no key"] }).Select(error => error.Path).Should()
            .Equal("$.steps[0].remove[0]");
        ErrorsOf(new SetAttributeStep { Name = "b", Set = new PropertyBag([new("x", 1)]), Remove = ["x"] }).Select(error => error.Path)
            .Should().Equal("$.steps[0].remove[0]");
    }

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> define) => JourneyHarness.StartAsync(
        JourneyDefinition.Build(new("under-test"), journey => define(journey.Steps)), options => options.CancellationToken = Token);
}
