using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MoeNotebooks.Cli.Reports;

/// <summary>
/// Formulas of Markdown cells as HTML: a page must be readable without a network, and so without the script that
/// typesets TeX elsewhere.
/// </summary>
internal static partial class MathHtml
{
    private const int Longest = 1000; // characters; braces within braces are read one call deeper each

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["sum"] = "∑",
        ["cdot"] = "· ",
        ["in"] = "∈ ",
        ["lVert"] = "‖",
        ["rVert"] = "‖",
        ["cos"] = "cos",
        ["log"] = "log",
        ["exp"] = "exp",
        [","] = " ",
    };

    /// <summary>Every formula that Markdig marked, in place.</summary>
    public static string In(string html) =>
        Formula()
            .Replace(html, match =>
                $"<{match.Groups[1].Value} class=\"math\">{Of(WebUtility.HtmlDecode(match.Groups[2].Value))}</{match.Groups[1].Value}>"
            );

    /// <summary>
    /// One formula; a command that is not known stays as it is written, and so does what is no formula of a person.
    /// </summary>
    public static string Of(string tex)
    {
        if (tex.Length > Longest)
        {
            return WebUtility.HtmlEncode(tex);
        }

        var (html, rest) = (new StringBuilder(), tex.Trim());
        while (rest.Length > 0)
        {
            var mark =
                rest[0] is '_' ? "sub"
                : rest[0] is '^' ? "sup"
                : null;
            var (part, length) = Next(mark is null ? rest : rest[1..]);
            html.Append(mark is null ? part : $"<{mark}>{part}</{mark}>");
            rest = rest[(length + (mark is null ? 0 : 1))..];
        }

        return html.ToString();
    }

    /// <summary>The first sign, group or command with what belongs to it, and how many characters that is.</summary>
    private static (string Html, int Length) Next(string tex)
    {
        if (Command().Match(tex) is { Success: true } command)
        {
            var (name, after) = (command.Groups[1].Value, command.Length);
            switch (name)
            {
                case "mathrm":
                    var (text, letters) = Group(tex[after..]);
                    return (WebUtility.HtmlEncode(text), after + letters);
                case "bar":
                    var (under, one) = Next(tex[after..]);
                    return (under.Replace("</i>", "\u0304</i>", StringComparison.Ordinal), after + one);
                case "binom":
                    var (above, first) = Group(tex[after..]);
                    var (below, second) = Group(tex[(after + first)..]);
                    return ($"C({Of(above)}, {Of(below)})", after + first + second);
                default:
                    return (Signs.TryGetValue(name, out var sign) ? sign : WebUtility.HtmlEncode(command.Value), after);
            }
        }

        return tex switch
        {
            ['{', ..] => Group(tex) is var (inner, length) ? (Of(inner), length) : default,
            [var letter, ..] when char.IsAsciiLetter(letter) => ($"<i>{letter}</i>", 1),
            ['-', ..] => ("−", 1),
            [var other, ..] => (WebUtility.HtmlEncode(other.ToString()), 1),
            _ => (string.Empty, 0),
        };
    }

    /// <summary>What stands between a pair of braces, or the first sign, and the length with the braces.</summary>
    private static (string Inner, int Length) Group(string tex)
    {
        var depth = 0;
        for (var i = 0; i < tex.Length; i++)
        {
            depth +=
                tex[i] == '{' ? 1
                : tex[i] == '}' ? -1
                : 0;
            if (depth <= 0)
            {
                return (i == 0 ? tex[..1] : tex[1..i], i + 1);
            }
        }

        return (tex.Length == 0 ? tex : tex[1..], tex.Length); // never closed
    }

    [GeneratedRegex(
        @"<(span|div) class=""math"">\s*\\[(\[](.*?)\\[)\]]\s*</\1>",
        RegexOptions.Singleline,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Formula();

    [GeneratedRegex(@"^\\([A-Za-z]+|.)\s*", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Command();
}
