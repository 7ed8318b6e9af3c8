using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Retention.Workflows.Tests.Support;

/// <summary>Collects the warnings and errors of an engine as text.</summary>
internal sealed class LogLines
{
    internal List<string> Lines { get; } = [];

    internal void AddTo(IServiceCollection services)
    {
        services.AddSingleton(this);
        services.Replace(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
    }

    private sealed class Logger<T>(LogLines log) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log.Lines)
                log.Lines.Add($"{logLevel} {eventId.Id}: {formatter(state, exception)}");
        }
    }
}
