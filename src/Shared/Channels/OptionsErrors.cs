using Microsoft.Extensions.Options;

namespace Retention.Workflows.Channels.Shared;

/// <summary>Collects the errors of a channel's options. Each names the type and the property.</summary>
/// <param name="options">The type of the options.</param>
/// <param name="name">The name of the options; null or empty for options without a name.</param>
internal sealed class OptionsErrors(string options, string? name = null)
{
    private readonly List<string> _errors = [];

    internal void AddError(string problem, string property) =>
        _errors.Add($"{options}{(string.IsNullOrEmpty(name) ? "" : $"['{name}']")}.{property}: {problem}");

    internal ValidateOptionsResult Build() => _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);
}
