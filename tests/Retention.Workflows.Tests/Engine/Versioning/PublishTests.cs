using System.Reflection;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Versioning;

/// <summary>
/// The effect of a new version on active enrollments. The first version starts on 8 January 2026, at 08:00 UTC, the second a day later.
/// </summary>
public sealed class PublishTests
{
    private static readonly JourneyName _name = new("under-test");

    private readonly InMemoryRetentionStore _store = new(partitions: 1);

    private static DateTimeOffset Start { get; } = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Active_enrollments_finish_on_their_version_by_default()
    {
        await EnterAsync(steps => steps.Wait("think", Days(3)).SendEmail("old", "old"));

        await using var journey = await PublishAsync(PublishPolicy.Drain, steps => steps.Wait("think", Days(3)).SendEmail("new", "new"));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Sent.Should().Equal("old by email");
        (await journey.RecordAsync()).Enrollments.Single().Version.Should().Be(1);
    }

    [Fact]
    public async Task A_moved_enrollment_keeps_its_wait_and_continues_in_the_new_version()
    {
        await EnterAsync(steps => steps.Wait("think", Days(3)).SendEmail("old", "old"));

        await using var journey = await PublishAsync(
            PublishPolicy.MoveTo, steps => steps.SendEmail("first", "first").Wait("think", Days(30)).SendEmail("new", "new"));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Messages.Should().ContainSingle().Which.Should()
            .Match<OutgoingMessage>(message => message.Content.Subject == "new" && message.SentAt == Start.AddDays(3));
        var record = await journey.RecordAsync();
        record.Enrollments.Single().Version.Should().Be(2);
        record.History.Select(entry => entry.Moves).Should().Equal("think", ">2", "new");
        (await journey.CountAsync(JourneyMeasures.Moved, "1")).Should().Be(1);
    }

    [Fact]
    public async Task An_enrollment_at_a_removed_step_is_not_moved_and_is_reported()
    {
        await EnterAsync(steps => steps.Wait("think", Days(3)).SendEmail("old", "old"));
        var next = With(PublishPolicy.MoveTo, steps => steps.Wait("consider", Days(3)).SendEmail("new", "new"));

        await using var journey = await PublishAsync(next);
        var preview = await journey.Operations.PreviewPublishAsync(next, Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        preview.Should().BeEquivalentTo(new { Version = 2, IsNew = false, ActiveEnrollments = 1, NotMoved = 1 });
        preview.Steps.Should().ContainSingle().Which.Should().Be(new PublishedStep
        {
            Version = 1, Step = "think", Status = EnrollmentStatus.Waiting, Count = 1, Effect = PublishEffect.NotMoved,
            Reason = "unknown-step",
        });
        journey.Sent.Should().Equal("old by email");
        (await journey.CountAsync(JourneyMeasures.NotMoved, "unknown-step")).Should().Be(1);
        (await journey.RecordAsync()).History.Should().NotContain(entry => entry.Moves.StartsWith('>'));
    }

    [Fact]
    public async Task A_step_of_a_new_kind_is_executed_at_once()
    {
        await EnterAsync(steps => steps.Wait("think", Days(3)).SendEmail("old", "old"));
        var next = With(PublishPolicy.MoveTo, steps => steps.SendEmail("think", "thinking").SendEmail("new", "new"));

        await using var journey = await PublishAsync(next);

        journey.Messages.Select(message => $"{message.Content.Subject} {message.SentAt:dd}").Should()
            .BeEquivalentTo("thinking 09", "new 09");
        (await journey.RecordAsync()).Enrollments.Single().Should().BeEquivalentTo(new { Outcome = "completed", Attempt = 0 });
    }

    [Fact]
    public async Task A_wait_changed_to_a_wait_for_an_event_starts_at_the_move()
    {
        await EnterAsync(steps => steps.Wait("think", Days(3)).SendEmail("old", "old"));

        await using var journey = await PublishAsync(PublishPolicy.MoveTo, steps =>
            steps.WaitFor("think", EventNames.Purchase, Days(2), received: active => active.Exit("bought")).SendEmail("new", "new"));
        await journey.AdvanceAsync(TimeSpan.FromHours(47));
        journey.Sent.Should().BeEmpty();
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Sent.Should().Equal("new by email");
    }

    [Fact]
    public async Task Exited_enrollments_have_a_reason_and_queued_messages_are_withdrawn()
    {
        await using (var before = await StartAsync(
            With(PublishPolicy.Drain, steps => steps.SendEmail("hello", "hello").Wait("think", Days(9)).SendEmail("old", "old")), Start))
        {
            before.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("down", TimeSpan.FromDays(3));
            await before.EnrollAsync(Some.Customer());
        }

        await using var journey = await PublishAsync(PublishPolicy.Exit, steps => steps.SendEmail("new", "new"));
        await journey.AdvanceAsync(TimeSpan.FromDays(20));

        journey.Sent.Should().BeEmpty();
        var record = await journey.RecordAsync();
        record.Enrollments.Single().Should()
            .BeEquivalentTo(new { Status = EnrollmentStatus.Exited, Outcome = "new-version", EndedAt = Start.AddDays(1), Version = 1 });
        record.History[^1].Moves.Should().Be("!new-version");
        record.Messages.Single().Should().BeEquivalentTo(new { Status = MessageStatus.Withdrawn, Reason = "exited" });
        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().BeNull();
    }

    [Theory]
    [InlineData(PublishPolicy.MoveTo)]
    [InlineData(PublishPolicy.Exit)]
    public async Task A_crash_between_any_two_commits_handles_every_enrollment_once(PublishPolicy policy)
    {
        string[] names = [.. Enumerable.Range(0, 7).Select(number => $"c{number}")];
        await using (var before = await StartAsync(
            With(PublishPolicy.Drain, steps => steps.Wait("think", Days(3)).SendEmail("old", "old")), Start))
        {
            foreach (var name in names)
                await before.EnrollAsync(Some.Customer(name));
        }

        var next = With(policy, steps => steps.Wait("think", Days(3)).SendEmail("new", "new"));
        for (var commits = 0; commits < 4; commits++)
        {
            var broken = BreakingStore.Around(_store, commits > 0 ? 1 : 0);
            await FluentActions.Awaiting(() => StartAsync(next, Start.AddDays(1), broken)).Should().ThrowAsync<RetentionStoreException>();
        }

        await using var journey = await StartAsync(next, Start.AddDays(1));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Messages.Select(message => message.Customer.Value).Should().BeEquivalentTo(policy == PublishPolicy.MoveTo ? names : []);
        foreach (var name in names)
            (await journey.RecordAsync(new CustomerId(name))).History.Count(entry => entry.Moves is ">2" or "!new-version").Should().Be(1);
        (await journey.CountAsync(policy == PublishPolicy.MoveTo ? JourneyMeasures.Moved : JourneyMeasures.Ended,
            policy == PublishPolicy.MoveTo ? "1" : "new-version")).Should().Be(7);
    }

    [Fact]
    public async Task A_new_condition_knows_when_an_earlier_step_was_reached()
    {
        await EnterAsync(steps => steps.Wait("think", Days(3)).SendEmail("old", "old"), async journey =>
        {
            await journey.AdvanceAsync(TimeSpan.FromHours(1));
            await journey.PurchaseAsync(Journeys.Ada);
        });

        await using var journey = await PublishAsync(PublishPolicy.MoveTo,
            steps => steps.Wait("think", Days(3)).ExitIf("bought", Customer.PurchasedSince("think")).SendEmail("new", "new"));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as bought");
    }

    [Fact]
    public async Task Rounds_continue_when_the_repetition_still_contains_the_step()
    {
        await EnterAsync(
            steps => steps.Repeat("remind", 3, again => again.SendEmail("mail", "old").Wait("pause", Days(1))),
            journey => journey.AdvanceAsync(TimeSpan.FromHours(25)));

        await using var journey = await PublishAsync(PublishPolicy.MoveTo,
            steps => steps.Repeat("remind", 3, again => again.SendEmail("mail", "new").Wait("pause", Days(1))), Start.AddHours(26));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Sent.Should().ContainSingle("two of the three were sent before");
        journey.Messages.Single().IdempotencyKey.Should().EndWith("/mail/3");
    }

    [Fact]
    public async Task A_repetition_reached_later_starts_with_its_first_round()
    {
        await EnterAsync(steps => steps.Repeat("remind", 3, again => again.Wait("pause", Days(1))),
            journey => journey.AdvanceAsync(TimeSpan.FromHours(25)));

        await using var journey = await PublishAsync(PublishPolicy.MoveTo,
            steps => steps.Wait("pause", Days(1)).Repeat("remind", 3, again => again.SendEmail("mail", "new")), Start.AddHours(26));
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        journey.Sent.Should().HaveCount(3);
    }

    [Fact]
    public async Task An_enrollment_that_has_not_started_starts_in_the_new_version()
    {
        await using (var before = await StartAsync(With(PublishPolicy.Drain, steps => steps.SendEmail("old", "old")), Start))
        {
            await before.Client.SaveCustomersAsync([Some.Customer()], Token);
            await before.Client.EnrollAsync(_name, Journeys.Ada, cancellationToken: Token);
        }

        await using var journey = await PublishAsync(PublishPolicy.MoveTo, steps => steps.SendEmail("new", "new"));

        journey.Sent.Should().Equal("new by email");
    }

    [Fact]
    public async Task An_enrollment_awaiting_a_callback_moves_only_when_its_step_is_unchanged()
    {
        var issuer = new Closed();
        await using (var before = await StartAsync(
            With(PublishPolicy.Drain, steps => steps.IssueVoucher("voucher", "ten").Wait("think", Days(1))), Start, configure: By(issuer)))
            await before.EnrollAsync(Some.Customer());

        await using (var other = await StartAsync(
            With(PublishPolicy.MoveTo, steps => steps.SendEmail("voucher", "new")), Start.AddMinutes(1), configure: By(issuer)))
            (await other.RecordAsync()).Enrollments.Single().Should()
                .BeEquivalentTo(new { Version = 1, Status = EnrollmentStatus.AwaitingCallback });

        issuer.IsOpen = true;
        await using var journey = await StartAsync(With(PublishPolicy.MoveTo,
            steps => steps.IssueVoucher("voucher", "ten").SendEmail("here", "voucher-here")), Start.AddMinutes(2), configure: By(issuer));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().Equal("here by email");
        (await journey.RecordAsync()).Enrollments.Single().Version.Should().Be(3);

        static Action<RetentionBuilder> By(Closed issuer) => retention =>
        {
            retention.Vouchers.AddOffer(Journeys.Offer());
            retention.Vouchers.UseIssuer(_ => issuer);
        };
    }

    [Fact]
    public async Task The_preview_counts_by_step_and_changes_nothing()
    {
        await EnterAsync(steps => steps.SplitHalf(), async journey =>
        {
            for (var number = 0; number < 20; number++)
                await journey.EnrollAsync(Some.Customer($"c{number}"));
        });
        await using var journey = await StartAsync(With(PublishPolicy.Drain, steps => steps.SplitHalf()), Start.AddDays(1));

        var moved = await journey.Operations.PreviewPublishAsync(
            With(PublishPolicy.MoveTo, steps => steps.Wait("left", Days(9)).WaitForSilence("right", Days(1), EventNames.Purchase)), Token);
        var ended = await journey.Operations.PreviewPublishAsync(With(PublishPolicy.Exit, steps => steps.Exit("over")), Token);
        var drained = await journey.Operations.PreviewPublishAsync(With(PublishPolicy.Drain, steps => steps.Exit("over")), Token);
        var first = await journey.Operations.PreviewPublishAsync(
            JourneyDefinition.Build(new JourneyName("another"), another => another.Steps.Exit("over")), Token);

        (moved.Version, moved.IsNew, moved.ActiveEnrollments, moved.NotMoved).Should().Be((2, true, 21, 0));
        moved.Steps.Select(step => (step.Step, step.Effect)).Should()
            .Equal(("left", PublishEffect.Moves), ("right", PublishEffect.MovesAndBeginsStep));
        ended.Steps.Should().OnlyContain(step => step.Effect == PublishEffect.Exits);
        drained.Steps.Should().OnlyContain(step => step.Effect == PublishEffect.Drains);
        (first.Version, first.IsNew, first.ActiveEnrollments).Should().Be((1, true, 0));
        (await _store.Catalog.ReadJourneysAsync(Token)).Should().ContainSingle();
        (await FluentActions.Awaiting(() => journey.Operations.PreviewPublishAsync(
            new JourneyDefinition { Name = _name, Enrollment = new EnrollmentRule(), Steps = [] }, Token))
            .Should().ThrowAsync<JourneyDefinitionException>()).WithMessage("*at least one step*");
    }

    [Fact]
    public async Task A_later_entry_into_an_earlier_version_finishes_on_it_and_the_preview_counts_it()
    {
        await EnterAsync(steps => steps.Wait("think", Days(3)).SendEmail("old", "old"));
        var next = With(PublishPolicy.MoveTo, steps => steps.Wait("think", Days(3)).SendEmail("new", "new"));
        await using var journey = await PublishAsync(next);
        await journey.Client.SaveCustomersAsync([Some.Customer("late")], Token);
        await using (var transaction = await _store.BeginAsync(0, Token))
        {
            await transaction.Enrollments.AddAsync(
                [
                    new Enrollment
                    {
                        Id = new EnrollmentId(0, transaction.AllocateIds(1)), Journey = _name, Version = 1,
                        Customer = new CustomerId("late"), EntryKey = "a", EnteredAt = Start.AddDays(1),
                        Status = EnrollmentStatus.Waiting, Step = "think", DueAt = Start.AddDays(4),
                    },
                ],
                Token);
            await transaction.CommitAsync(Token);
        }

        var preview = await journey.Operations.PreviewPublishAsync(next, Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        preview.Steps.Should().ContainSingle().Which.Effect.Should().Be(PublishEffect.Drains);
        journey.Messages.Select(message => $"{message.Customer} {message.Content.Subject}").Should().Equal("ada new", "late old");
    }

    [Theory]
    [InlineData("a goal that did not end", "a rule on purchases")]
    [InlineData("a goal that did not end", "a goal that ends")]
    [InlineData("a rule on large purchases", "a rule on purchases")]
    [InlineData("a rule if something was looked at", "a rule on purchases")]
    [InlineData("nothing", "a rule on purchases")]
    public async Task A_purchase_that_the_earlier_version_let_pass_ends_an_enrollment_that_moves(string before, string after)
    {
        await using (var journey = await StartAsync(Versioned(before, PublishPolicy.Drain), Start))
        {
            await journey.EnrollAsync(Some.Customer());
            await journey.AdvanceAsync(TimeSpan.FromHours(1));
            await journey.PurchaseAsync(new CustomerId("ada"));
            (await journey.WhereIsAsync(new CustomerId("ada"))).Should().Be("at think", before);
        }

        await using var next = await PublishAsync(Versioned(after, PublishPolicy.MoveTo));
        await next.AdvanceAsync(TimeSpan.FromDays(5));

        next.Sent.Should().BeEmpty();
        (await next.RecordAsync()).Enrollments.Single().Outcome.Should().BeOneOf("bought", "goal");
    }

    [Fact]
    public async Task A_dead_message_that_is_resumed_does_not_leave_after_a_version_that_ends_its_enrollment()
    {
        MessageId dead = default;
        await using (var journey = await StartAsync(With(PublishPolicy.Drain, steps => steps.SendEmail("old", "old")), Start,
            configure: retention => retention.Configure(settings => settings.Delivery.OutageHorizon = TimeSpan.FromHours(1))))
        {
            journey.On(Channel.Email).Answer = _ => DeliveryResult.Unreachable("down");
            await journey.EnrollAsync(Some.Customer());
            await journey.AdvanceAsync(TimeSpan.FromHours(5));
            var message = await journey.MessageAsync("old");
            (dead, var status) = (message.Id, message.Status);
            status.Should().Be(MessageStatus.Dead);
        }

        await using var next = await PublishAsync(PublishPolicy.Exit, steps => steps.SendEmail("new", "new"));
        await next.AdvanceAsync(TimeSpan.FromHours(1));
        await next.Operations.ResumeAsync(dead, Token);
        await next.AdvanceAsync(TimeSpan.FromDays(1));

        next.Sent.Should().BeEmpty();
        (await next.RecordAsync()).Enrollments.Single().Outcome.Should().Be(EnrollmentOutcomes.NewVersion);
    }

    private static JourneyDefinition Versioned(string exits, PublishPolicy policy) => Journeys.Of(
        steps => steps.Wait("think", Days(3)).SendEmail("mail", "mail"),
        journey =>
        {
            journey.WhenPublished(policy);
            switch (exits)
            {
                case "a goal that did not end":
                    journey.Goal.On(EventNames.Purchase).Within(Days(30));
                    break;
                case "a goal that ends":
                    journey.Goal.On(EventNames.Purchase).Within(Days(30)).EndsJourney();
                    break;
                case "a rule on large purchases":
                    journey.ExitOn("bought", EventNames.Purchase, when: Customer.SpentAtLeast(1000));
                    break;
                case "a rule if something was looked at":
                    journey.ExitOn("bought", EventNames.Purchase, when: Customer.Had("looked").AtLeastOnce());
                    break;
                case "a rule on purchases":
                    journey.ExitOn("bought", EventNames.Purchase);
                    break;
            }
        });

    private static JourneyDefinition With(PublishPolicy policy, Action<StepsBuilder> steps) =>
        Journeys.Of(steps, journey => journey.WhenPublished(policy));

    private async Task EnterAsync(Action<StepsBuilder> steps, Func<JourneyHarness, Task>? then = null)
    {
        await using var journey = await StartAsync(With(PublishPolicy.Drain, steps), Start);
        await journey.EnrollAsync(Some.Customer());
        await (then?.Invoke(journey) ?? Task.CompletedTask);
    }

    private Task<JourneyHarness> PublishAsync(PublishPolicy policy, Action<StepsBuilder> steps, DateTimeOffset? at = null) =>
        StartAsync(With(policy, steps), at ?? Start.AddDays(1));

    private Task<JourneyHarness> PublishAsync(JourneyDefinition definition) => StartAsync(definition, Start.AddDays(1));

    private Task<JourneyHarness> StartAsync(
        JourneyDefinition definition, DateTimeOffset start, IRetentionStore? store = null, Action<RetentionBuilder>? configure = null) =>
        JourneyHarness.StartAsync(definition, options =>
        {
            options.CancellationToken = Token;
            options.Start = start;
            options.Configure = retention =>
            {
                retention.Store.Use(_ => store ?? _store);
                retention.Configure(settings => settings.Worker.BatchSize = 2);
                configure?.Invoke(retention);
            };
        });

    /// <summary>An issuer that answers only after it was opened.</summary>
    private sealed class Closed : IVoucherIssuer
    {
        internal bool IsOpen { get; set; }

        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken) => IsOpen
            ? Task.FromResult(
                new IssuedVoucher { Code = $"CODE-{request.IdempotencyKey.Replace('/', '-')}", ExpiresAt = request.ExpiresAt })
            : throw new InvalidOperationException("closed");
    }

    /// <summary>A store that fails at one commit: the one after a given number.</summary>
    public class BreakingStore : DispatchProxy
    {
        private object _inner = null!;
        private BreakingStore _root = null!;
        private int _commitsLeft;

        internal static IRetentionStore Around(IRetentionStore inner, int commits)
        {
            var store = Create<IRetentionStore, BreakingStore>();
            var proxy = (BreakingStore)(object)store;
            (proxy._inner, proxy._root, proxy._commitsLeft) = (inner, proxy, commits);
            return store;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IPartitionTransaction.CommitAsync) && --_root._commitsLeft < 0)
                throw new RetentionStoreException("The commit failed.");
            var answer = targetMethod.Invoke(_inner, args);
            return answer is Task<IPartitionTransaction> begun && targetMethod.Name == nameof(IRetentionStore.BeginAsync) ? WrapAsync(begun)
                : answer is Task<IPartitionTransaction?> tried ? WrapAsync(tried!)
                : answer;
        }

        private async Task<IPartitionTransaction> WrapAsync(Task<IPartitionTransaction> begun)
        {
            if (await begun is not { } inner)
                return null!;
            var transaction = Create<IPartitionTransaction, BreakingStore>();
            var proxy = (BreakingStore)(object)transaction;
            (proxy._inner, proxy._root) = (inner, _root);
            return transaction;
        }
    }
}

internal static class PublishSteps
{
    internal static StepsBuilder SplitHalf(this StepsBuilder steps) => steps.Split("half", split => split
        .Share("a", 50, active => active.Wait("left", Days(5)))
        .Share("b", 50, active => active.Wait("right", Days(5))));
}
