using System.Net;

namespace MoeNotebooks.Results;

/// <summary>
/// What a notebook concludes about one of the paper's claims; a row of the closing table of <c>moe reproduce</c>.
/// </summary>
/// <param name="Figure">The figure or table: "Figure 2b".</param>
/// <param name="Claim">The paper's claim, in a sentence.</param>
/// <param name="Text">What was found here, and what that does and does not show, in plain words.</param>
/// <param name="Agreement">How the two stand to each other.</param>
/// <param name="Kind">Where our numbers come from.</param>
[TypeFormatterSource(typeof(ResultFormatters), PreferredMimeTypes = ["text/html", "text/plain", Published.MimeType])]
public sealed record Verdict(string Figure, string Claim, string Text, Agreement Agreement, ResultKind Kind)
{
    /// <summary>The agreement in words: "agrees in part".</summary>
    public string InWords =>
        Agreement switch
        {
            Agreement.Agrees => "agrees",
            Agreement.AgreesInPart => "agrees in part",
            Agreement.Disagrees => "disagrees",
            _ => "undecided",
        };

    /// <summary>One line: <c>Figure 2b: agrees in part. What was found (measured).</c></summary>
    public override string ToString() => $"{Figure}: {InWords}. {Text} ({ResultKinds.Name(Kind)})";

    internal string ToHtml() =>
        $"""
            <div class="moe-verdict" style="border-left:4px solid #0072b2;padding:.2em .8em">
            <div><strong>{Html(Figure)}: {InWords}</strong> {ResultKinds.Badge(Kind)}</div>
            <div><em>The paper:</em> {Html(Claim)}</div>
            <div><em>Here:</em> {Html(Text)}</div>
            </div>
            """;

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
