using System.Text;
using MoeNotebooks.Tokenization.Unicode;

namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>Writes a pattern in Oniguruma's (Ruby) syntax, which tokenizer files use, in .NET's.</summary>
/// <remarks>
/// What differs: classes see code points (<see cref="ShadowAlphabet"/>); <c>x++</c> is possessive; <c>(?m)</c> means
/// that the dot matches line ends; <c>^</c> and <c>$</c> always match at lines; a word is another
/// (<see cref="WordCharacters"/>); what is one without case is written out (<see cref="CaseFolding"/>).
/// </remarks>
internal sealed class OnigurumaTranslator
{
    private static readonly string[] GroupKinds = [":", "=", "!", ">", "<=", "<!"];
    private readonly PatternReader _reader;
    private readonly ClassReader _classes;
    private readonly StringBuilder _output = new();
    private readonly Stack<(int Start, bool IgnoreCase)> _groups = new();
    private readonly List<int> _word = []; // characters that follow each other directly
    private bool _ignoreCase;
    private int _atom = -1;

    private OnigurumaTranslator(string pattern, ShadowAlphabet shadow)
    {
        _reader = new PatternReader(pattern);
        _classes = new ClassReader(_reader, shadow);
    }

    /// <summary>Translates a pattern; the alphabet must then be used to map text.</summary>
    public static string Translate(string pattern, out ShadowAlphabet shadow)
    {
        shadow = new ShadowAlphabet();
        new OnigurumaTranslator(pattern, shadow).Run(); // first pass: which ranges the pattern tells apart
        if (shadow.IsFull)
        {
            throw new PatternSyntaxException("the pattern names too many ranges outside the basic plane");
        }

        shadow.Freeze();
        return new OnigurumaTranslator(pattern, shadow).Run();
    }

    private string Run()
    {
        while (!_reader.AtEnd)
        {
            ReadOne();
        }

        return _output.ToString();
    }

    private void ReadOne()
    {
        var (point, before) = (_reader.TakePoint(), _word.Count);
        switch (point)
        {
            case '\\':
                ReadEscape();
                break;
            case '[':
                Atom(_classes.ReadBracket(_ignoreCase));
                break;
            case '(':
                OpenGroup();
                break;
            case ')':
                CloseGroup();
                break;
            case '|' or '^' or '$':
                _atom = -1;
                _output.Append((char)point);
                break;
            case '*' or '+' or '?':
                Quantify(((char)point).ToString(), canBePossessive: true);
                break;
            case '{' when ReadInterval() is { } interval:
                Quantify(interval, canBePossessive: false);
                break;
            case '.':
                Atom(".");
                break;
            default:
                Literal(point);
                break;
        }

        if (_word.Count == before)
        {
            _word.Clear();
        }
    }

    private void Atom(string text)
    {
        _atom = _output.Length;
        _output.Append(text);
    }

    private void Literal(int point)
    {
        _word.Add(point);
        ClassReader.RefuseExpanding(_ignoreCase && CaseFolding.ExpandedAt(_word) is { } one ? [one] : []);
        Atom(_classes.Literal(point, _ignoreCase));
    }

    /// <summary>Between a word character and another one, or the other way round.</summary>
    private void Boundary(bool isThere)
    {
        var word = _classes.Word(negated: false);
        _output.Append(
            isThere
                ? $"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
                : $"(?:(?<={word})(?={word})|(?<!{word})(?!{word}))"
        );
    }

    private void ReadEscape()
    {
        if (_classes.ReadEscape() is { } set)
        {
            Atom(set);
        }
        else if (_reader.Peek is 'b' or 'B')
        {
            _atom = -1;
            Boundary(_reader.TakePoint() == 'b');
        }
        else if (_reader.Peek is 'A' or 'Z' or 'z' or 'G')
        {
            _atom = -1;
            _output.Append('\\').Append((char)_reader.TakePoint());
        }
        else
        {
            Literal(_reader.TakeEscapedPoint());
        }
    }

    private void OpenGroup()
    {
        var start = _output.Length;
        if (_reader.Take("?#"))
        {
            _reader.TakeUntil(')');
            return;
        }

        if (!_reader.Take("?"))
        {
            _output.Append('(');
        }
        else if (GroupKinds.FirstOrDefault(_reader.Take) is { } kind)
        {
            _output.Append("(?").Append(kind);
        }
        else if (_reader.Take("<"))
        {
            _reader.TakeUntil('>');
            _output.Append('(');
        }
        else
        {
            OpenOptions(start);
            return;
        }

        _groups.Push((start, _ignoreCase));
        _atom = -1;
    }

    /// <summary>
    /// <c>(?i:...)</c>, or <c>(?i)</c> where it begins the pattern or a group: elsewhere engines differ in its reach.
    /// </summary>
    private void OpenOptions(int start)
    {
        var options = new StringBuilder();
        while (_reader.Peek is 'i' or 'm' or '-')
        {
            options.Append((char)_reader.TakePoint());
        }

        var text = options.ToString();
        var scoped = _reader.Take(":");
        if (text.Length == 0 || !(scoped || _reader.Take(")")))
        {
            throw new PatternSyntaxException("this kind of group '(?...' is not supported");
        }

        var atStart = start == 0 || _output[start - 1] is '(' or ':' or '|';
        if (!scoped && (!atStart || _groups.Count > 0))
        {
            throw new PatternSyntaxException("options in the middle of a pattern are not supported; write (?i:...)");
        }

        if (scoped)
        {
            _groups.Push((start, _ignoreCase));
        }

        _ignoreCase = text.Split('-')[0].Contains('i') || (_ignoreCase && !text.Contains('i'));
        // Case is written out
        var kept = text.Replace("i", string.Empty, StringComparison.Ordinal).Replace('m', 's').TrimEnd('-');
        _output.Append(
            scoped ? $"(?{kept}:"
            : kept.Length > 0 ? $"(?{kept})"
            : string.Empty
        );
        _atom = -1;
    }

    private void CloseGroup()
    {
        if (!_groups.TryPop(out var group))
        {
            throw new PatternSyntaxException("a ')' has no '('");
        }

        _output.Append(')');
        _atom = group.Start;
        _ignoreCase = group.IgnoreCase;
    }

    private void Quantify(string quantifier, bool canBePossessive)
    {
        if (_atom < 0)
        {
            throw new PatternSyntaxException($"the quantifier '{quantifier}' has nothing before it");
        }

        var lazy = _reader.Take("?");
        var possessive = !lazy && canBePossessive && _reader.Take("+");
        _output.Append(quantifier).Append(lazy ? "?" : string.Empty).Append(')');
        _output.Insert(_atom, possessive ? "(?>" : "(?:"); // wrapped, so that another quantifier may follow
    }

    private string? ReadInterval()
    {
        var text = _reader.PeekUntil('}');
        if (
            text is null
            || text.Length is 0 or > 15
            || text.Any(c => !char.IsAsciiDigit(c) && c != ',')
            || text.Count(c => c == ',') > 1
            || text == ","
        )
        {
            return null; // a brace that opens no interval is a character
        }

        _reader.TakeUntil('}');
        return "{" + (text[0] == ',' ? "0" : string.Empty) + text + "}";
    }
}
