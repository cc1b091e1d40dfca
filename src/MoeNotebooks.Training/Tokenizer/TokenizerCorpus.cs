using MoeNotebooks.Tokenization;
using MoeNotebooks.Training.MiniWorld;

namespace MoeNotebooks.Training.Tokenizer;

/// <summary>
/// The words that the tokenizer learns from: every word of the world, and the syllables of names. So words become one
/// token each and a name two. A name of one token would keep its facts in the embedding, and the experts would have
/// little to do.
/// </summary>
internal static class TokenizerCorpus
{
    // syllables are merged first, so that words have no say in how a name is cut
    private const long OfSyllable = 100;

    /// <summary>Words in the byte-level alphabet, counted.</summary>
    public static IReadOnlyDictionary<string, long> Count()
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var word in Vocabulary().SelectMany(TokenizerFiles.Words))
        {
            words[word] = 1;
        }

        foreach (var syllable in Syllables())
        {
            words[syllable] = OfSyllable;
        }

        return words;
    }

    private static IEnumerable<string> Vocabulary()
    {
        foreach (var property in WorldTables.Properties)
        {
            foreach (
                var template in property
                    .Statements.Concat(property.Questions)
                    .Concat(property.Stems)
                    .Append(" " + property.Answer)
                    .Append("_ " + property.Tail)
            )
            {
                yield return Plain(template);
            }

            foreach (var value in property.Values)
            {
                yield return " " + value;
            }
        }

        foreach (var pole in WorldTables.Traits.SelectMany(t => new[] { t.Yes, t.No }))
        {
            yield return " " + pole.Word + " " + Plain(pole.Paraphrase);
        }

        foreach (var rule in WorldTables.Rules)
        {
            var far = rule.Far is { } f
                ? f.Consequences.Select(Inside).Append(Plain(f.General)).Append(Plain(f.Question))
                : [];
            yield return Plain(rule.General)
                + " "
                + string.Join(' ', rule.Questions.Append(rule.Answer).Select(Plain))
                + string.Concat(rule.Consequences.Select(Inside).Concat(far));
        }

        yield return string.Join(
            ' ',
            SignRule
                .Templates.Select(Plain)
                .Concat(SignRule.Signs.Select(Inside))
                .Concat(WorldTables.Properties.Select(p => Inside(p.Name)))
        );

        foreach (var name in WorldTables.Strangers)
        {
            yield return name + " " + name;
        }

        yield return "The the met , then the _ went.\nQuestion: is it?\nAnswer: yes no True or False?\nQuestion: is not.";
    }

    private static string Inside(string words) => " " + words;

    // a template with plain words in its places; twice, since its first word stands at the start of a text or after a
    // space
    private static string Plain(string template)
    {
        var text = template
            .Replace("{E}", "The", StringComparison.Ordinal)
            .Replace("{e}", "the", StringComparison.Ordinal)
            .Replace("{v}", "the", StringComparison.Ordinal)
            .Replace("{c}", "the", StringComparison.Ordinal)
            .Replace("{f}", "the", StringComparison.Ordinal)
            .Replace("{s}", "the", StringComparison.Ordinal)
            .Replace("{p}", "the", StringComparison.Ordinal);
        return text + " " + text;
    }

    // a name's first syllable stands after a space, or at the start of a text with a capital
    private static IEnumerable<string> Syllables()
    {
        foreach (var open in NameMaker.Open)
        {
            var capital = char.ToUpperInvariant(open[0]) + open[1..];
            yield return ByteAlphabet.Write(" " + open);
            yield return ByteAlphabet.Write(" " + capital);
            yield return capital;
        }

        foreach (var closed in NameMaker.Closed)
        {
            yield return closed;
        }
    }
}
