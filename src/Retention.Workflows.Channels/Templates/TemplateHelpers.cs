using System.Globalization;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Templates;

/// <summary>The template helpers in addition to those of Handlebars, and the conversion of values to text.</summary>
internal static class TemplateHelpers
{
    /// <summary>
    /// Helpers for expressions, with their least and greatest number of arguments, and whether they accept <c>key=value</c>.
    /// </summary>
    internal static IReadOnlyDictionary<string, (int Least, int Most, bool Pairs)> Inline { get; } =
        new Dictionary<string, (int, int, bool)>
        {
            ["date"] = (1, 2, false),
            ["default"] = (2, 2, false),
            ["link"] = (1, 2, true),
            ["urlencode"] = (1, 1, false),
        };

    internal static void Register(IHandlebars handlebars)
    {
        handlebars.RegisterHelper("date", static (context, arguments) => Date(arguments));
        handlebars.RegisterHelper(
            "default", static (context, arguments) => HandlebarsUtils.IsTruthyOrNonEmpty(arguments[0]) ? arguments[0] : arguments[1]);
        handlebars.RegisterHelper("link", static (context, arguments) => Link(arguments));
        handlebars.RegisterHelper("urlencode", static (context, arguments) => Uri.EscapeDataString(Shown(arguments[0])));
    }

    /// <summary>The text of a value, the same in every part. A missing value has no text.</summary>
    /// <exception cref="MissingValueException">The value is missing.</exception>
    internal static string Shown(object? value) => value switch
    {
        null => throw new MissingValueException("null"),
        MissingValue missing => throw new MissingValueException(missing.Path),
        UndefinedBindingResult undefined => throw new MissingValueException(undefined.Value),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Date(Arguments arguments)
    {
        if (arguments[0] is not ShownDay day)
            return Shown(arguments[0]);
        return arguments.Length > 1 ? day.Local.ToString(Shown(arguments[1]), CultureInfo.InvariantCulture) : day.ToString();
    }

    private static string Link(Arguments arguments)
    {
        var query = arguments.Hash.Select(pair => KeyValuePair.Create(pair.Key, Shown(pair.Value)));
        var hashed = arguments.Length > 0 && arguments[arguments.Length - 1] is IDictionary<string, object> ? 1 : 0;
        var path = arguments.Length - hashed > 1 ? Shown(arguments[1]) : null;
        return WebAddress.Build(Shown(arguments[0]), path, query)
            ?? throw new TemplateRenderingException("{{link}} needs an http or https address.");
    }

    /// <summary>Formats every kind of value in a model; a list or a branch of the model has no text.</summary>
    internal sealed class Formatter : IFormatterProvider, IFormatter
    {
        public bool TryCreateFormatter(Type type, out IFormatter formatter)
        {
            formatter = this;
            return true;
        }

        public void Format<T>(T value, in EncodedTextWriter writer) => writer.Write(Shown(value), encode: true);
    }
}
