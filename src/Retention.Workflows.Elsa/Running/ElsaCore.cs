using System.Text.Json;
using Elsa.Common;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.Models;
using Elsa.Expressions.Services;
using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Mediator.Contracts;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Extensions;
using Elsa.Workflows.Middleware.Activities;
using Elsa.Workflows.Middleware.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.Pipelines.ActivityExecution;
using Elsa.Workflows.Pipelines.WorkflowExecution;
using Elsa.Workflows.Serialization.Serializers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Retention.Workflows.Elsa.Running;

/// <summary>Elsa's core in its own container, so that a host with the full Elsa keeps its runtime separate. Thread-safe.</summary>
/// <remarks>Elsa's scoped services hold no workflow data, so one scope serves all runs. Services that Elsa does not have come from the
/// host, in one scope per run.</remarks>
internal sealed class ElsaCore : IAsyncDisposable
{
    private readonly ServiceProvider _container;
    private readonly AsyncServiceScope _scope;

    internal ElsaCore(ILoggerFactory loggers, TimeProvider time)
    {
        var services = new ServiceCollection();
        var module = services.CreateModule();
        module.UseWorkflows(workflows =>
        {
            workflows.WorkflowExecutionPipeline = pipeline => pipeline.UseDefaultActivityScheduler();
            workflows.ActivityExecutionPipeline = pipeline => pipeline.UseMiddleware<StepMiddleware>().UseDefaultActivityInvoker();
        }).UseFlowchart(flowcharts => flowcharts.UseTokenBasedExecution()); // a customer is one token, which also works in loops
        module.Apply();
        services.RemoveAll<ILoggerFactory>();
        services.AddSingleton(loggers);
        services.RemoveAll<ISystemClock>();
        services.AddSingleton<ISystemClock>(new EngineClock(time));
        services.AddSingleton<ISerializationOptionsConfigurator, SerializationOptionsConfigurator>();
        services.RemoveAll<IMediator>();
        services.AddScoped<IMediator, QuietMediator>();
        services.RemoveAll<IActivityRegistry>();
        services.AddSingleton<IActivityRegistry, KnownActivities>();
        services.AddSingleton<IExpressionDescriptorRegistry, CoreExpressions>();
        _container = services.BuildServiceProvider();
        _scope = _container.CreateAsyncScope();
        Pipeline = Services.GetRequiredService<IWorkflowExecutionPipeline>();
    }

    internal IServiceProvider Services => _scope.ServiceProvider;

    internal IWorkflowExecutionPipeline Pipeline { get; }

    internal async Task<Workflow> BuildAsync(IWorkflow workflow, CancellationToken cancellationToken)
    {
        var builder = Services.GetRequiredService<IWorkflowBuilderFactory>().CreateBuilder();
        return await builder.BuildWorkflowAsync(workflow, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an activity with its content from Elsa's JSON: an activity, or a definition with a <c>root</c>.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    internal async Task<IActivity> ReadAsync(string json, CancellationToken cancellationToken)
    {
        var types = typeof(JourneyActivity).Assembly.GetExportedTypes().Concat(typeof(Workflow).Assembly.GetExportedTypes())
            .Where(type => type is { IsAbstract: false, IsGenericType: false } && typeof(IActivity).IsAssignableFrom(type));
        await Services.GetRequiredService<IActivityRegistry>().RegisterAsync(types.ToList(), cancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement.TryGetProperty("root", out var inner) ? inner : document.RootElement;
            return Services.GetRequiredService<IActivitySerializer>().Deserialize(root.GetRawText());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException
            or ArgumentException or KeyNotFoundException or NullReferenceException)
        {
            throw new FormatException($"This is not an Elsa workflow: {exception.Message}", exception);
        }
    }

    /// <summary>Writes an activity in the form that <see cref="ReadAsync"/> reads.</summary>
    internal string Write(IActivity activity) => Services.GetRequiredService<IActivitySerializer>().Serialize(activity);

    /// <summary>Returns inputs with expressions that cannot be evaluated here.</summary>
    internal IEnumerable<ActivityInputError> UnknownExpressions(IActivity activity)
    {
        var known = Services.GetRequiredService<IExpressionDescriptorRegistry>().ListAll().Select(expression => expression.Type).ToList();
        return activity.GetType().GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(Input)))
            .Select(property => (property.Name, Type: (property.GetValue(activity) as Input)?.Expression?.Type))
            .Where(input => input.Type is not null && !known.Contains(input.Type))
            .Select(input => new ActivityInputError(
                activity, input.Name,
                $"It is an expression ({input.Type}), and the types evaluated here are {string.Join(", ", known)}."));
    }

    internal async Task<WorkflowGraph> GraphAsync(Workflow workflow, CancellationToken cancellationToken)
    {
        var root = await Services.GetRequiredService<IActivityVisitor>().VisitAsync(workflow, cancellationToken).ConfigureAwait(false);
        await Services.GetRequiredService<IActivityRegistry>().RegisterAsync(
            root.Flatten().Select(node => node.Activity.GetType()).Distinct().ToList(), cancellationToken).ConfigureAwait(false);
        var graph = await Services.GetRequiredService<IWorkflowGraphBuilder>()
            .BuildAsync(workflow, cancellationToken).ConfigureAwait(false);
        JourneyActivity.Connect(graph.Nodes.Select(node => node.Activity));
        return graph;
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync().ConfigureAwait(false);
        await _container.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class EngineClock(TimeProvider time) : ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }

    /// <summary>The expressions that Elsa's core can evaluate. Elsa's own registry is in another package.</summary>
    private sealed class CoreExpressions : IExpressionDescriptorRegistry
    {
        private readonly Dictionary<string, ExpressionDescriptor> _all = new()
        {
            ["Literal"] = new() { Type = "Literal",
                HandlerFactory = services =>
                    ActivatorUtilities.GetServiceOrCreateInstance<global::Elsa.Expressions.LiteralExpressionHandler>(services),
                    MemoryBlockReferenceFactory = () => new Literal() },
            ["Object"] = new() { Type = "Object", HandlerFactory = services =>
                ActivatorUtilities.GetServiceOrCreateInstance<global::Elsa.Workflows.Expressions.ObjectExpressionHandler>(services) },
            ["Delegate"] = new() { Type = "Delegate", HandlerFactory = services =>
                ActivatorUtilities.GetServiceOrCreateInstance<global::Elsa.Expressions.DelegateExpressionHandler>(services) },
            ["Variable"] = new() { Type = "Variable", HandlerFactory = services =>
                ActivatorUtilities.GetServiceOrCreateInstance<global::Elsa.Workflows.Expressions.VariableExpressionHandler>(services) },
        };

        public void Add(ExpressionDescriptor descriptor) => _all[descriptor.Type] = descriptor;

        public void AddRange(IEnumerable<ExpressionDescriptor> descriptors)
        {
            foreach (var descriptor in descriptors)
                Add(descriptor);
        }

        public IEnumerable<ExpressionDescriptor> ListAll() => _all.Values;

        public ExpressionDescriptor? Find(Func<ExpressionDescriptor, bool> predicate) => _all.Values.FirstOrDefault(predicate);

        /// <summary>Keeps inputs with expressions of other types, so that they can be reported; Elsa would omit them.</summary>
        public ExpressionDescriptor? Find(string type) => _all.GetValueOrDefault(type) ?? new ExpressionDescriptor
        {
            Type = type,
            HandlerFactory = _ => throw new NotSupportedException($"Expressions of type '{type}' cannot be evaluated here."),
            MemoryBlockReferenceFactory = () => new MemoryBlockReference(),
        };
    }
}
