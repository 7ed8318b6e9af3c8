using System.Globalization;
using System.Text.RegularExpressions;

namespace Retention.Workflows.Channels.Templates;

/// <summary>A use of a variable in a template, by its path from the root.</summary>
internal readonly record struct VariableUse(string Path, string FileName, int Line);

/// <summary>
/// Checks one file and its partials: tags are closed, helpers and variables are known, and values are used only where values are allowed.
/// </summary>
internal sealed partial class TemplateChecker(Func<string, TemplateFile?> partials, Func<string, bool> hasPicture)
{
    private readonly List<string> _problems = [];
    private readonly HashSet<VariableUse> _uses = [];
    private readonly Stack<string> _open = [];

    public IEnumerable<string> Problems => _problems.Distinct();

    public IReadOnlyCollection<VariableUse> Uses => _uses;

    internal void Check(TemplateFile file) => Check(file, TemplateScope.Root, wrapped: false);

    private void Check(TemplateFile file, TemplateScope top, bool wrapped)
    {
        if (_open.Contains(file.FileName))
        {
            _problems.Add($"{file.FileName}: the partial includes itself without end.");
            return;
        }

        _open.Push(file.FileName);
        new FileCheck(this, file, top, wrapped).Run();
        _open.Pop();
    }

    private sealed class FileCheck(TemplateChecker checker, TemplateFile file, TemplateScope top, bool wrapped)
    {
        private readonly Stack<(string Name, int Line, TagKind Kind, TemplateScope Scope)> _blocks = [];
        private TemplateScope _scope = top;

        internal void Run()
        {
            foreach (var tag in TemplateScanner.Scan(file.Text, Report))
            {
                try
                {
                    Visit(tag);
                }
                catch (FormatException problem)
                {
                    Report(tag.Line, problem.Message);
                }
            }

            foreach (var block in _blocks)
                Report(block.Line, $"{{{{#{block.Name}}}}} is not closed");
            if (file.Part == TemplatePart.Html)
                CheckPictures();
        }

        private void CheckPictures()
        {
            foreach (var picture in Picture().Matches(file.Text).Where(match => !checker.HasPicture(match.Groups["name"].Value)))
                Report(
                    1 + file.Text.AsSpan(0, picture.Index).Count('\n'),
                    $"the picture '{picture.Value}' is not in the template folder, and the host adds no attachments");
        }

        private void Visit(TemplateTag tag)
        {
            switch (tag.Kind)
            {
                case TagKind.Value:
                    if (tag.Raw && file.Part == TemplatePart.Html)
                        Report(tag.Line, "{{{…}}} and {{&…}} would write a value unescaped into HTML; use {{…}}");
                    ShowValue(tag.Call!, tag.Line);
                    break;
                case TagKind.Block:
                    OpenBlock(tag.Call!, tag.Line);
                    break;
                case TagKind.Else:
                    Else(tag.Call, tag.Line);
                    break;
                case TagKind.Close:
                    Close(tag.Call!.Name, tag.Line);
                    break;
                case TagKind.Partial:
                    UsePartial(tag.Call!, tag.Line, block: false);
                    break;
                case TagKind.PartialBlock:
                    _blocks.Push((tag.Call!.Name, tag.Line, tag.Kind, _scope));
                    UsePartial(tag.Call, tag.Line, block: true);
                    break;
            }
        }

        private void OpenBlock(Call call, int line)
        {
            _blocks.Push((call.Name, line, TagKind.Block, _scope));
            if (call.Name is not ("if" or "unless" or "each" or "with"))
                throw new FormatException($"the block helper '{call.Name}' is unknown; known helpers are if, unless, each and with");
            if (call.Arguments.Count != 1 || call.Pairs.Count > 0)
                throw new FormatException($"{{{{#{call.Name}}}}} takes one argument");

            var shape = Shape(call.Arguments[0], line);
            if (call.Name == "each")
                _scope = _scope.Enter(shape.Entry ?? throw new FormatException("{{#each}} takes a list"), each: true);
            else if (call.Name == "with")
                _scope = _scope.Enter(shape.IsBranch
                    ? shape : throw new FormatException("{{#with}} takes a group of variables such as customer"), each: false);
        }

        private void Else(Call? chained, int line)
        {
            if (!_blocks.TryPeek(out var block) || block.Kind != TagKind.Block)
                throw new FormatException("{{else}} is outside a block");
            _scope = block.Scope;
            if (chained is null)
                return;
            if (chained.Name != "if" || block.Name is not ("if" or "unless") || chained.Arguments.Count != 1)
                throw new FormatException("only {{else if …}} inside {{#if}} or {{#unless}} may follow an else");
            Shape(chained.Arguments[0], line);
        }

        private void Close(string name, int line)
        {
            if (!_blocks.TryPop(out var block))
                throw new FormatException($"{{{{/{name}}}}} has no opening block");
            _scope = block.Scope;
            if (block.Name != name)
                Report(line, $"{{{{/{name}}}}} closes {{{{#{block.Name}}}}} of line {block.Line}");
        }

        private void UsePartial(Call call, int line, bool block)
        {
            if (call.Name == "@partial-block")
            {
                if (!wrapped || block)
                    throw new FormatException("@partial-block is allowed only in a partial that is used as {{#> name}}…{{/name}}");
                return;
            }

            var partial = checker.Partial(call.Name)
                ?? throw new FormatException($"the partial '{call.Name}' is unknown; its file would be _{call.Name}.{PartialPart}.hbs");
            if (call.Arguments.Count > 1)
                throw new FormatException("a partial takes at most one context");
            var context = call.Arguments.Count == 1 ? Shape(call.Arguments[0], line) : _scope.This;
            var given = call.Pairs.ToDictionary(pair => pair.Key, pair => Shape(pair.Value, line), StringComparer.Ordinal);
            checker.Check(partial, new TemplateScope(context, null, given, _scope.InEach), wrapped: block);
        }

        private void ShowValue(Call call, int line)
        {
            var shape = call.IsBare && !TemplateHelpers.Inline.ContainsKey(call.Name)
                ? Shape(new PathOperand(call.Name), line) : Shape(call, line);
            if (!shape.IsValue)
                throw new FormatException(
                    $"'{call.Name}' is {(shape.Entry is null ? "a group of variables" : "a list")}, which cannot be written as text");
        }

        /// <summary>The shape of an operand; records every variable on its path.</summary>
        private VariableShape Shape(Operand operand, int line)
        {
            switch (operand)
            {
                case PathOperand path:
                    var shape = _scope.Resolve(path.Path);
                    checker._uses.Add(new VariableUse(shape.Path, file.FileName, line));
                    return shape;
                case Call call:
                    CheckHelper(call, line);
                    return VariableShape.Value(call.Name);
                case LiteralOperand literal:
                    return VariableShape.Value(literal.Text);
                default:
                    throw new InvalidOperationException($"{operand.GetType().Name} is not an operand.");
            }
        }

        private void CheckHelper(Call call, int line)
        {
            if (!TemplateHelpers.Inline.TryGetValue(call.Name, out var helper))
                throw new FormatException(
                    $"the helper '{call.Name}' is unknown; known helpers are {string.Join(", ", TemplateHelpers.Inline.Keys)}");
            if (call.Arguments.Count < helper.Least || call.Arguments.Count > helper.Most)
                throw new FormatException(
                    $"{{{{{call.Name}}}}} takes {(helper.Least == helper.Most ? $"{helper.Least}" : $"{helper.Least} or {helper.Most}")} arguments");
            if (call.Pairs.Count > 0 && !helper.Pairs)
                throw new FormatException($"{{{{{call.Name}}}}} takes no key=value arguments");
            foreach (var value in call.Arguments.Concat(call.Pairs.Select(pair => pair.Value)))
            {
                if (!Shape(value, line).IsValue)
                    throw new FormatException($"{{{{{call.Name}}}}} takes values, not groups or lists");
            }

            if (call is { Name: "date", Arguments: [_, LiteralOperand format] } && !IsDateFormat(format.Text))
                throw new FormatException($"'{format.Text}' is not a valid date format; d. M. yyyy is one");
            if (call is { Name: "link", Arguments: [LiteralOperand address, ..] } && WebAddress.Build(address.Text, null, []) is null)
                throw new FormatException($"'{address.Text}' is not an http or https address");
        }

        private string PartialPart => file.Part == TemplatePart.Html ? "html" : "text";

        private void Report(int line, string what) =>
            checker._problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file.FileName}, line {line}: {what}."));

        private static bool IsDateFormat(string format)
        {
            try
            {
                return DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0;
            }
            catch (FormatException)
            {
                return false;
            }
        }
    }

    private TemplateFile? Partial(string name) => partials(name);

    private bool HasPicture(string name) => hasPicture(name);

    /// <summary>A picture whose name contains no tag.</summary>
    [GeneratedRegex(@"(?<=[""'(])cid:(?<name>[A-Za-z0-9._@-]+)(?=[""')])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Picture();
}
