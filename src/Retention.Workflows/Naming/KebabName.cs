using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Retention.Workflows.Naming;

/// <summary>The rule for names that are stored and written in journeys: kebab case.</summary>
internal static class KebabName
{
    internal const int MaxLength = 64;

    internal static bool IsValid(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxLength)
            return false;

        var hyphenAllowed = false;
        foreach (var character in name)
        {
            if (character == '-')
            {
                if (!hyphenAllowed)
                    return false;
                hyphenAllowed = false;
            }
            else if (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))
            {
                hyphenAllowed = true;
            }
            else
            {
                return false;
            }
        }

        return hyphenAllowed;
    }

    internal static string Require(string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IsValid(name) ? name : throw new ArgumentException(Problem(name, what), nameof(name));
    }

    internal static string Problem(string name, string what) =>
        $"'{name}' is not a valid {what} name: use lower-case letters, digits and single hyphens between them, at most {MaxLength} characters.";

    /// <summary>The text of an enum member in JSON, templates and events: <c>AtRisk</c> becomes <c>at-risk</c>.</summary>
    internal static string Of<TEnum>(TEnum value) where TEnum : struct, Enum =>
        Written<TEnum>.Names.TryGetValue(value, out var name)
            ? name
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"There is no such {typeof(TEnum).Name}.");

    /// <summary>Parses the text that <see cref="Of{TEnum}"/> returns.</summary>
    internal static bool TryParse<TEnum>([NotNullWhen(true)] string? text, out TEnum value) where TEnum : struct, Enum
    {
        value = default;
        return text is not null && Written<TEnum>.Values.TryGetValue(text, out value);
    }

    internal static string Choices<TEnum>() where TEnum : struct, Enum => string.Join(", ", Written<TEnum>.Values.Keys);

    private static class Written<TEnum> where TEnum : struct, Enum
    {
        internal static readonly Dictionary<TEnum, string> Names =
            Enum.GetValues<TEnum>().ToDictionary(
                value => value, value => StoredName(value.ToString()) ?? JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

        internal static readonly Dictionary<string, TEnum> Values = Names.ToDictionary(
            entry => entry.Value, entry => entry.Key, StringComparer.Ordinal);

        /// <summary>The name of a member in stored definitions, if it differs from the name in code; otherwise null.</summary>
        [UnconditionalSuppressMessage("Trimming", "IL2090", Justification = "The trimmer keeps all fields of an enum.")]
        private static string? StoredName(string member) =>
            typeof(TEnum).GetField(member)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name;
    }
}
