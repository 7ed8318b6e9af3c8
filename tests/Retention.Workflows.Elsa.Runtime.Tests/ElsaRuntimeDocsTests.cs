using System.Collections.Concurrent;
using Elsa.Extensions;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Medallion.Threading;
using Medallion.Threading.FileSystem;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Messaging;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>The code of docs/elsa.md about Elsa's runtime, in a host that starts and stops.</summary>
public sealed class ElsaRuntimeDocsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingChannel _email = new(Channel.Email);
    private readonly LogCollector _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    public sealed class CartWinBack : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("cart-win-back");
            var left = new CustomerEventOccurred { Id = "cart-left", Event = new("cart-left"), CanStartWorkflow = true };
            var offer = new SendEmail { Id = "offer", Template = new("we-miss-you") };
            var think = new WaitFor { Id = "think", Days = new(10) };
            builder.Root = new Flowchart { Start = left, Activities = { left, offer, think }, Connections = { new Connection(left, offer), new Connection(offer, think) } };
        }
    }

    public sealed class Wrong : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("wrong");
            var left = new CustomerEventOccurred { Id = "cart-left", Event = new("cart-left"), CanStartWorkflow = true };
            var voucher = new IssueVoucher { Id = "voucher", Offer = new("nobody-knows") };
            builder.Root = new Flowchart { Start = left, Activities = { left, voucher }, Connections = { new Connection(left, voucher) } };
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_page_runs(bool elsaFirst)
    {
        using var host = Host(AddPage, elsaFirst);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _email.Answer = _ =>
        {
            sent.TrySetResult();
            return DeliveryResult.Delivered;
        };
        await host.StartAsync(Token);
        var client = host.Services.GetRequiredService<IRetentionClient>();
        await client.SaveCustomersAsync([Some.Customer("ada")], Token);
        await client.AppendEventsAsync([new CustomerEvent { Id = "e-1", Customer = new CustomerId("ada"), Name = new EventName("cart-left"), OccurredAt = host.Services.GetRequiredService<TimeProvider>().GetUtcNow() }], Token);
        await sent.Task.WaitAsync(Token); // the host's worker sends it
        await client.AppendEventsAsync([new CustomerEvent { Id = "e-2", Customer = new CustomerId("ada"), Name = new EventName("complaint"), OccurredAt = host.Services.GetRequiredService<TimeProvider>().GetUtcNow() }], Token);

        (await client.ReadCustomerAsync(new CustomerId("ada"), Token)).Enrollments.Should().ContainSingle().Which.Outcome.Should().Be("complained");
        await StopAsync(host);
        _log.Lines.Should().Contain("6007 The workflow cart-win-back enrolls customers as journey cart-win-back, version 1: on cart-left");
        _log.Lines.Should().NotContain(line => line.StartsWith("6006", StringComparison.Ordinal));
        _log.Problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bad_workflows_and_rules_without_a_workflow_are_logged_and_the_host_starts(bool elsaFirst)
    {
        using var host = Host(AddWrong, elsaFirst);
        await host.StartAsync(Token);
        await StopAsync(host);

        _log.Lines.Should().Contain("6006 Journey(\"rong\", ...) has rules for a workflow that is not published, so they have no effect. It takes the workflow's definition id; those of customer journeys that are published: wrong");
        _log.Problems.Should().ContainSingle().Which.Should().StartWith("6003 The workflow wrong is published but cannot enroll customers");
    }

    /// <summary>
    /// Stops the host and its log. When Elsa 3.6 stops, its queue worker may use a token that was just disposed, and log that as an error:
    /// this is a race of its own, which says nothing about the page.
    /// </summary>
    private Task StopAsync(IHost host)
    {
        _log.IsClosed = true;
        return host.StopAsync(Token);
    }

    private void AddPage(IServiceCollection services, string elsaData)
    {
        services.AddElsa(elsa =>
        {
            elsa.AddWorkflow<CartWinBack>();
            elsa.UseWorkflowManagement(management => management.UseEntityFrameworkCore(store => store.UseSqlite(elsaData)));
            elsa.UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(store => store.UseSqlite(elsaData)));
            elsa.UseCustomerJourneys(journeys => journeys.Journey("cart-win-back", journey =>
            {
                journey.Goal.On(EventNames.Purchase).Within(Period.Days(30));
                journey.ExitOn("complained", new EventPattern(new EventName("complaint")));
            }));
        });
        services.AddSingleton<IDistributedLockProvider>(_ => new FileDistributedSynchronizationProvider(new DirectoryInfo(_folder.PathOf("locks"))));
    }

    private void AddWrong(IServiceCollection services, string elsaData) => services.AddElsa(elsa => elsa
        .UseLocks(_folder.PathOf("locks")).UseSqlite(elsaData).AddWorkflow<Wrong>().UseCustomerJourneys(journeys => journeys.Journey("rong", journey => journey.Priority(1))));

    private IHost Host(Action<IServiceCollection, string> addElsa, bool elsaFirst)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(_log));
        Action<IServiceCollection>[] both = [services => addElsa(services, $"Data Source={_folder.PathOf("elsa.db")}"), AddEngine];
        foreach (var add in elsaFirst ? both : both.Reverse())
            add(builder.Services);
        return builder.Build();
    }

    private void AddEngine(IServiceCollection services) => services.AddRetentionWorkflows(retention =>
    {
        retention.Store.UseSqlite(_folder.PathOf("shop.db"));
        retention.Templates.Use(new PlainTemplates());
        retention.Channels.Add(_email);
    });

    /// <summary>Collects the log lines of our package in a host, and everything worse than a warning.</summary>
    private sealed class LogCollector : ILoggerProvider, ILogger
    {
        /// <summary>True when the host stops: then only lines with an event id count, which are ours.</summary>
        internal bool IsClosed { get; set; }

        internal ConcurrentQueue<string> Lines { get; } = [];

        internal ConcurrentQueue<string> Problems { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is >= 6000 and < 7000)
                Lines.Enqueue($"{eventId.Id} {formatter(state, exception)}");
            if (logLevel >= LogLevel.Error && !(IsClosed && eventId.Id == 0))
                Problems.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
