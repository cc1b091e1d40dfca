using MoeNotebooks.Tokenization.Patterns;

namespace MoeNotebooks.Tokenization.Normalization;

/// <summary>Replaces every match of a pattern by fixed text.</summary>
internal sealed class ReplaceNormalizer(PatternMatcher pattern, string content) : Normalizer
{
    /// <summary>Reads the step; a replacement that refers to groups is not supported.</summary>
    public static ReplaceNormalizer Read(JsonPart part)
    {
        part.OnlyKnown("type", "pattern", "content");
        var pattern = PatternMatcher.Read(part.Required("pattern"));
        var content = part.Required("content");
        return pattern.IsLiteral || !content.Text().Contains('$')
            ? new ReplaceNormalizer(pattern, content.Text())
            : throw content.Error("a '$' in the replacement of a regular expression is not supported");
    }

    public override string Apply(string text, ref bool atStart)
    {
        atStart &= content.Length > 0 || pattern.Matches(text) is not [{ Start.Value: 0 }, ..];
        return pattern.Replace(text, content);
    }
}
