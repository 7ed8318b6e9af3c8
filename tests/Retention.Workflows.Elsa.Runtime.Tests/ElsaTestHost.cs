using Elsa.Common;
using Elsa.Common.Models;
using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Hosting;
using Retention.Workflows.Replay;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>A host with Elsa's whole runtime and the engine, on a manual clock. Due work runs when the test requests it.</summary>
internal sealed class ElsaTestHost : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly TemporaryFolder _locks;

    private ElsaTestHost(ServiceProvider provider, ManualTime time, RecordingChannel email, CrashingCommits crashes, TemporaryFolder locks)
    {
        (_provider, Time, Email, Crashes, _locks) = (provider, time, email, crashes, locks);
        Engine = provider.GetRequiredService<IRetentionEngine>();
        Operations = provider.GetRequiredService<IRetentionOperations>();
        Privacy = provider.GetRequiredService<ICustomerPrivacy>();
        Client = provider.GetRequiredService<IRetentionClient>();
    }

    internal static DateTimeOffset Start { get; } = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);

    internal ManualTime Time { get; }

    internal RecordingChannel Email { get; }

    internal CrashingCommits Crashes { get; }

    internal IRetentionEngine Engine { get; }

    internal IRetentionClient Client { get; }

    internal IRetentionOperations Operations { get; }

    internal ICustomerPrivacy Privacy { get; }

    internal IServiceProvider Services => _provider;

    /// <summary>The sent messages: step and customer.</summary>
    internal IReadOnlyList<string> Sent =>
        [.. Email.Sent.Select(message => $"{message.IdempotencyKey.Split('/')[1]} to {message.Customer}").Order(StringComparer.Ordinal)];

    internal static async Task<ElsaTestHost> StartAsync(
        Action<IModule> elsa, Action<RetentionBuilder>? retention = null, Action<CustomerJourneysFeature>? journeys = null,
        ManualTime? time = null, RecordingChannel? email = null)
    {
        time ??= new ManualTime(Start);
        email ??= new RecordingChannel(Channel.Email);
        var (services, crashes, locks) = (new ServiceCollection(), new CrashingCommits(), new TemporaryFolder());
        services.AddLogging(logging => logging.AddProvider(new TestOutput()).SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(time);
        services.AddRetentionWorkflows(builder =>
        {
            builder.Templates.Use(new OnlyHello());
            builder.Channels.Add(email);
            builder.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
            builder.Segments.Add("vip", Customer.HasAddress(Channel.Email));
            if (retention is null)
                builder.Store.UseInMemory();
            else
                retention(builder);
        });
        services.AddElsa(module =>
        {
            elsa(module.UseLocks(locks.Path));
            module.UseCustomerJourneys(journeys);
        });
        services.AddSingleton<ISystemClock>(new Clock(time));
        crashes.Decorate(services);
        var world = new ElsaTestHost(services.BuildServiceProvider(), time, email, crashes, locks);
        await world.Engine.StartAsync(Token);
        await ElsaSetup.StartAsync(world._provider, Token);
        return world;
    }

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal async Task AddAsync(params IEnumerable<string> customers)
    {
        await Client.SaveCustomersAsync([.. customers.Select(customer => Some.Customer(customer))], Token);
        await Engine.RunDueAsync(Token);
    }

    internal async Task HappenAsync(
        string customer, string name, string id = "event", params IEnumerable<KeyValuePair<string, PropertyValue>> properties)
    {
        var @event = new CustomerEvent { Id = id, Customer = new CustomerId(customer), Name = new EventName(name),
            OccurredAt = Time.GetUtcNow(), Properties = new PropertyBag([.. properties]) };
        (await Client.AppendEventsAsync([@event], Token))[0].Outcome.Should().BeOneOf(EventOutcome.Stored, EventOutcome.Duplicate);
        await Engine.RunDueAsync(Token);
    }

    /// <summary>Advances the clock. Work that becomes due on the way runs at its moment.</summary>
    internal async Task AdvanceAsync(TimeSpan span)
    {
        var target = Time.GetUtcNow() + span;
        await Engine.RunDueAsync(Token);
        while (await Engine.NextDueAsync(Token) is { } due && due <= target)
        {
            Time.MoveTo(due > Time.GetUtcNow() ? due : Time.GetUtcNow().AddMilliseconds(1));
            await Engine.RunDueAsync(Token);
        }

        Time.MoveTo(target);
        await Engine.RunDueAsync(Token);
    }

    /// <summary>Starts a workflow through Elsa's own API, as a host does.</summary>
    internal async Task<RunWorkflowInstanceResponse> RunAsync(string definition, params IEnumerable<(string Key, object Value)> input)
    {
        await using var scope = _provider.CreateAsyncScope();
        var client = await scope.ServiceProvider.GetRequiredService<IWorkflowRuntime>().CreateClientAsync(Token);
        var response = await client.CreateAndRunInstanceAsync(
            new CreateAndRunWorkflowInstanceRequest
            {
                WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId(definition),
                Input = input.ToDictionary(pair => pair.Key, pair => pair.Value),
            },
            Token);
        await Engine.RunDueAsync(Token);
        return response;
    }

    internal async Task<IReadOnlyList<WorkflowInstance>> InstancesAsync()
    {
        await using var scope = _provider.CreateAsyncScope();
        return [.. await scope.ServiceProvider.GetRequiredService<IWorkflowInstanceStore>()
            .FindManyAsync(new WorkflowInstanceFilter(), Token)];
    }

    /// <summary>Publishes a workflow, stored as JSON, as the designer does.</summary>
    internal async Task PublishAsync(string definition, IActivity root)
    {
        await using var scope = _provider.CreateAsyncScope();
        var publisher = scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>();
        var made = await publisher.NewAsync(root, Token);
        made.DefinitionId = definition;
        (await publisher.PublishAsync(made, Token)).Succeeded.Should().BeTrue();
    }

    /// <summary>Retracts a published workflow, as the designer does.</summary>
    internal async Task TakeBackAsync(string definition)
    {
        await using var scope = _provider.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionService>()
            .FindWorkflowDefinitionAsync(definition, VersionOptions.Published, Token);
        await scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>().RetractAsync(found!, Token);
    }

    internal async Task<IReadOnlyList<Enrollment>> EnrollmentsOfAsync(string customer) =>
        (await Client.ReadCustomerAsync(new CustomerId(customer), Token)).Enrollments;

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _locks.Dispose();
    }

    /// <summary>Lets Elsa use the test's clock.</summary>
    private sealed class Clock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }

    /// <summary>Writes warnings and errors to the test's output.</summary>
    private sealed class TestOutput : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            TestContext.Current.TestOutputHelper?.WriteLine($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
