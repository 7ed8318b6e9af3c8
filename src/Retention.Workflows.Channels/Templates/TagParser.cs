using System.Text;

namespace Retention.Workflows.Channels.Templates;

/// <summary>Parses the content of a tag: a name, arguments, <c>key=value</c> pairs, and calls in parentheses.</summary>
internal sealed class TagParser(string text)
{
    private int _position;

    /// <exception cref="FormatException">The tag is malformed; the message gives the reason.</exception>
    internal static Call Parse(string text)
    {
        var parser = new TagParser(text);
        var call = parser.ReadCall();
        return parser._position == text.Length ? call : throw new FormatException("a closing parenthesis has no opening one");
    }

    private Call ReadCall()
    {
        SkipBlanks();
        var name = ReadWord();
        if (name.Length == 0)
            throw new FormatException(_position < text.Length ? $"a tag cannot begin with {text[_position]}" : "the tag is empty");

        var arguments = new List<Operand>();
        var pairs = new List<(string, Operand)>();
        for (SkipBlanks(); _position < text.Length && text[_position] != ')'; SkipBlanks())
        {
            var start = _position;
            var key = ReadWord();
            if (key.Length > 0 && _position < text.Length && text[_position] == '=')
            {
                _position++;
                pairs.Add((key, ReadOperand()));
                continue;
            }

            _position = start;
            if (pairs.Count > 0)
                throw new FormatException("key=value must come after all other arguments");
            arguments.Add(ReadOperand());
        }

        return new Call(name, arguments, pairs);
    }

    private Operand ReadOperand()
    {
        if (_position == text.Length)
            throw new FormatException("a value is missing");
        if (text[_position] is '"' or '\'')
            return new LiteralOperand(ReadText(text[_position]));
        if (text[_position] == '(')
        {
            _position++;
            var call = ReadCall();
            if (_position == text.Length)
                throw new FormatException("a parenthesis is not closed");
            _position++;
            return call;
        }

        var word = ReadWord();
        return word switch
        {
            "" => throw new FormatException($"'{text[_position]}' is not expected here"),
            "true" or "false" or "null" or "undefined" => new LiteralOperand(word),
            _ when char.IsAsciiDigit(word[0]) || (word[0] == '-' && word.Length > 1) => new LiteralOperand(word),
            _ => new PathOperand(word),
        };
    }

    private string ReadText(char quote)
    {
        var value = new StringBuilder();
        for (_position++; _position < text.Length && text[_position] != quote; _position++)
        {
            if (text[_position] == '\\' && _position + 1 < text.Length && text[_position + 1] == quote)
                _position++;
            value.Append(text[_position]);
        }

        if (_position == text.Length)
            throw new FormatException("a text is not closed");
        _position++;
        return value.ToString();
    }

    private string ReadWord()
    {
        var start = _position;
        var bracket = false;
        for (; _position < text.Length; _position++)
        {
            var character = text[_position];
            if (!bracket && (char.IsWhiteSpace(character) || character is '=' or '(' or ')' or '"' or '\'' or '|' or '{' or '}'))
                break;
            bracket = character == '[' || (bracket && character != ']');
        }

        return text[start.._position];
    }

    private void SkipBlanks()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
    }
}
