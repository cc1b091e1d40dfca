using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Tokenization.Patterns;

/// <summary>Finds a file's pattern in text, in whole characters and in bounded time.</summary>
internal sealed class PatternMatcher
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Multiline;
    private const int WorthCompiling = 1 << 16;

    // Characters; o200k's has 500, and a regular expression takes 10 KB of memory for each
    private const int LongestPattern = 4096;
    private static readonly List<Range> NoMatches = [];
    private static readonly TimeSpan OneMatch = TimeSpan.FromSeconds(2);
    private readonly JsonPart _place;
    private readonly ShadowAlphabet _shadow;
    private readonly string _pattern;
    private readonly string? _literal;
    private Regex _regex;
    private long _seen;

    private PatternMatcher(JsonPart place, string pattern, ShadowAlphabet shadow)
    {
        (_place, _pattern, _shadow) = (place, pattern, shadow);
        _regex = new Regex(pattern, Options, OneMatch);
    }

    private PatternMatcher(JsonPart place, string literal)
        : this(place, Regex.Escape(literal), new ShadowAlphabet()) => _literal = literal;

    /// <summary>Whether every match is one character, so that none can cross the edge of a part.</summary>
    public bool IsOneCharacter => _literal?.Length == 1;

    /// <summary>Whether the pattern is plain text.</summary>
    public bool IsLiteral => _literal is not null;

    /// <summary>Reads <c>{"Regex": "..."}</c> or <c>{"String": "..."}</c>.</summary>
    public static PatternMatcher Read(JsonPart part)
    {
        part.OnlyKnown("Regex", "String");
        var regex = part.Optional("Regex");
        return Create(regex ?? part.Required("String"), regex is null);
    }

    /// <summary>Reads a pattern from a JSON string.</summary>
    /// <param name="place">The string, named in errors.</param>
    /// <param name="literal">Whether the text itself is meant.</param>
    public static PatternMatcher Create(JsonPart place, bool literal) => FromText(place, place.Text(), literal);

    /// <summary>Makes a matcher of a pattern that the format fixes.</summary>
    public static PatternMatcher FromText(JsonPart place, string pattern, bool literal = false)
    {
        if (pattern.Length > LongestPattern)
        {
            throw place.Error($"the pattern has {pattern.Length} characters, the limit is {LongestPattern}");
        }

        try
        {
            return literal
                ? new PatternMatcher(place, NotEmpty(pattern))
                : new PatternMatcher(place, OnigurumaTranslator.Translate(pattern, out var shadow), shadow);
        }
        catch (Exception error) when (error is PatternSyntaxException or ArgumentException)
        {
            throw new MoeDataException(
                place.File,
                place.Where,
                "the pattern cannot be used: " + error.Message,
                inner: error
            );
        }
    }

    /// <summary>All matches, in order, as ranges of the text.</summary>
    public IReadOnlyList<Range> Matches(ReadOnlySpan<char> text)
    {
        List<Range>? found = null;
        var isShadow = !IsLiteral && ShadowAlphabet.IsNeeded(text);
        var (shadow, positions) = isShadow ? _shadow.Map(text) : (null, []);
        var watch = Stopwatch.StartNew();
        var limit = OneMatch + TimeSpan.FromSeconds(2e-6 * text.Length);
        try
        {
            foreach (var match in For(text.Length).EnumerateMatches(isShadow ? shadow : text))
            {
                var (start, end) = (match.Index, match.Index + match.Length);
                (found ??= []).Add(isShadow ? positions[start]..positions[end] : start..end);
                if ((found.Count & 0xFF) == 0 && watch.Elapsed > limit)
                {
                    throw TooSlow(text.Length, null);
                }
            }
        }
        catch (RegexMatchTimeoutException error)
        {
            throw TooSlow(text.Length, error);
        }

        return found ?? NoMatches;
    }

    /// <summary>Replaces all matches by the same text.</summary>
    public string Replace(string text, string content)
    {
        if (_literal is not null)
        {
            return text.Replace(_literal, content, StringComparison.Ordinal);
        }

        var result = new StringBuilder(text.Length);
        var copied = 0;
        foreach (var match in Matches(text))
        {
            result.Append(text, copied, match.Start.Value - copied).Append(content);
            copied = match.End.Value;
        }

        return result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Interpreted at first, compiled once enough text has passed to pay for it.</summary>
    private Regex For(int length)
    {
        _seen += length;
        if (_seen > WorthCompiling && !_regex.Options.HasFlag(RegexOptions.Compiled))
        {
            _regex = new Regex(_pattern, Options | RegexOptions.Compiled, OneMatch);
        }

        return _regex;
    }

    private static string NotEmpty(string literal) =>
        literal.Length > 0 ? literal : throw new PatternSyntaxException("it is empty");

    private MoeDataException TooSlow(int length, Exception? inner) =>
        new(
            _place.File,
            _place.Where,
            $"the pattern takes longer than {OneMatch.TotalSeconds:0} s on {length:N0} characters",
            "Its repetitions are nested; a tokenizer that needs it cannot be used here",
            inner
        );
}
