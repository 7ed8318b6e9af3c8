using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Retention.Workflows.Replay.Report.Html;

/// <summary>Collects HTML and SVG. The values of interpolated strings are escaped, so that no name is written unescaped.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();

    internal void Add([InterpolatedStringHandlerArgument("")] ref Holes html) => _text.Append('\n');

    internal void Add(Markup other) => _text.Append(other._text);

    /// <summary>Adds text that is already markup.</summary>
    internal void AddRaw(string html) => _text.Append(html).Append('\n');

    public override string ToString() => _text.ToString();

    /// <summary>Characters that XML does not allow become the replacement character.</summary>
    private void AppendEscaped(ReadOnlySpan<char> value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<':
                    _text.Append("&lt;");
                    break;
                case '>':
                    _text.Append("&gt;");
                    break;
                case '&':
                    _text.Append("&amp;");
                    break;
                case '"':
                    _text.Append("&quot;");
                    break;
                case '\'':
                    _text.Append("&#39;");
                    break;
                case (< ' ' and not ('\n' or '\t')) or '\uFFFE' or '\uFFFF':
                    _text.Append('\uFFFD');
                    break;
                default:
                    _text.Append(rune.ToString());
                    break;
            }
        }
    }

    /// <summary>Processes an interpolated string: literals are added unchanged, values are escaped.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Holes
    {
        private readonly Markup _markup;

        public Holes(int literalLength, int formattedCount, Markup markup)
        {
            _ = formattedCount;
            _markup = markup;
            markup._text.EnsureCapacity(markup._text.Length + literalLength);
        }

        public void AppendLiteral(string value) => _markup._text.Append(value);

        public void AppendFormatted(string? value) => _markup.AppendEscaped(value);

        /// <summary>Markup is added unescaped.</summary>
        public void AppendFormatted(Markup value) => _markup._text.Append(value._text);

        /// <summary>Coordinates have at most one decimal.</summary>
        public void AppendFormatted(double value) => _markup._text.Append(value.ToString("0.#", CultureInfo.InvariantCulture));

        public void AppendFormatted(int value) => _markup._text.Append(value.ToString(CultureInfo.InvariantCulture));
    }
}
