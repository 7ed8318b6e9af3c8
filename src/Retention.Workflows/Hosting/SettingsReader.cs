using Microsoft.Extensions.Configuration;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Hosting;

/// <summary>Reads one section of a configuration and records every entry that cannot be read, with its path.</summary>
/// <remarks>
/// The standard binder ignores unknown keys and stops at the first error. This reader reports all errors and needs no reflection.
/// </remarks>
internal sealed class SettingsReader(IConfiguration section, List<string> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a single value, if present.</summary>
    /// <param name="key">The key.</param>
    /// <param name="form">The expected form, for the error message: "a whole number".</param>
    /// <param name="parse">Reads the text; throws a <see cref="FormatException"/>, <see cref="ArgumentException"/> or
    /// <see cref="OverflowException"/>.</param>
    /// <param name="set">Stores the value.</param>
    internal void Value<T>(string key, string form, Func<string, T> parse, Action<T> set)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        if (child.GetChildren().Any())
            problems.Add($"{child.Path}: must be {form}, not a section or a list.");
        else if (child.Value is { } text)
            Read(child, text, form, parse, set);
    }

    /// <summary>Reads a list of single values.</summary>
    internal void Values<T>(string key, string form, Func<string, T> parse, Action<T> add)
    {
        foreach (var item in ItemsOf(key))
        {
            if (item.Value is { } text && !item.GetChildren().Any())
                Read(item, text, form, parse, add);
            else
                problems.Add($"{item.Path}: must be {form}.");
        }
    }

    /// <summary>Reads a section whose keys are values as well.</summary>
    internal void Pairs<TKey, TValue>(
        string key, string keyForm, Func<string, TKey> parseKey, string form, Func<string, TValue> parse, Action<TKey, TValue> add)
    {
        foreach (var item in ItemsOf(key))
        {
            Read(item, item.Key, keyForm, parseKey, name =>
            {
                if (item.Value is { } text && !item.GetChildren().Any())
                    Read(item, text, form, parse, value => add(name, value));
                else
                    problems.Add($"{item.Path}: must be {form}.");
            });
        }
    }

    /// <summary>Reads a list of sections.</summary>
    internal void Sections(string key, Action<SettingsReader> read)
    {
        foreach (var item in ItemsOf(key))
            Open(item, read);
    }

    /// <summary>Reads a section inside this one.</summary>
    internal void Section(string key, Action<SettingsReader> read)
    {
        _known.Add(key);
        Open(section.GetSection(key), read);
    }

    /// <summary>Records that a section lacks a key.</summary>
    internal void Lacks(string key) => problems.Add($"{(section as IConfigurationSection)?.Path}: lacks '{key}'.");

    /// <summary>Records unknown keys.</summary>
    internal void Close()
    {
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
            problems.Add(
                $"{child.Path}: there is no such option.{(NameHint.DidYouMean(child.Key, _known) is { Length: > 0 } hint ? hint : NameHint.Known(_known))}");
    }

    private IEnumerable<IConfigurationSection> ItemsOf(string key)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        if (!string.IsNullOrEmpty(child.Value))
            problems.Add($"{child.Path}: must be a list or a section, not the single value '{child.Value}'.");
        return child.GetChildren();
    }

    private void Open(IConfigurationSection child, Action<SettingsReader> read)
    {
        if (!string.IsNullOrEmpty(child.Value))
        {
            problems.Add($"{child.Path}: must be a section, not the single value '{child.Value}'.");
            return;
        }

        var reader = new SettingsReader(child, problems);
        read(reader);
        reader.Close();
    }

    private void Read<T>(IConfigurationSection at, string text, string form, Func<string, T> parse, Action<T> set)
    {
        T value;
        try
        {
            value = parse(text);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            problems.Add($"{at.Path}: '{text}' is not {form}.");
            return;
        }

        set(value);
    }
}
