using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Training.Tokenizer;

/// <summary>
/// The words that the tokenizer learns from. Every word of the world's vocabulary counts much, a name counts once: so words become one
/// token each and names several. A name of one token would keep its facts in the embedding, and the experts would have little to do.
/// </summary>
internal static class TokenizerCorpus
{
    private const long OfVocabulary = 100_000;

    /// <summary>Words in the byte-level alphabet, counted.</summary>
    public static IReadOnlyDictionary<string, long> Count(World world)
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var word in Vocabulary().SelectMany(TokenizerFiles.Words))
        {
            words[word] = OfVocabulary;
        }

        foreach (var word in Names(world))
        {
            words.TryAdd(ByteAlphabet.Write(word), 1);
        }

        return words;
    }

    private static IEnumerable<string> Vocabulary()
    {
        foreach (var property in WorldTables.Properties)
        {
            foreach (var template in property.Statements.Concat(property.Questions).Concat(property.Stems).Append(" " + property.Answer)
                         .Append("_ " + property.Tail).Append(property.YesNo))
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
            yield return Plain(rule.General) + " " + string.Join(' ', rule.Questions.Append(rule.Answer).Concat(rule.Consequences).Select(Plain));
        }

        yield return "The the met , then the _ went.\nQuestion: is it?\nAnswer: yes no True or False?\nQuestion: It It She She is.";
    }

    // a template with plain words in its places; twice, since its first word stands at the start of a text or after a space
    private static string Plain(string template)
    {
        var text = template.Replace("{E}", "The", StringComparison.Ordinal).Replace("{e}", "the", StringComparison.Ordinal)
            .Replace("{v}", "the", StringComparison.Ordinal).Replace("{c}", "the", StringComparison.Ordinal);
        return text + " " + text;
    }

    private static IEnumerable<string> Names(World world)
    {
        foreach (var name in world.Entities.Select(e => e.Name.ToLowerInvariant()).Concat(world.StrangerNames))
        {
            yield return " " + name;
            yield return char.ToUpperInvariant(name[0]) + name[1..];
            yield return " " + char.ToUpperInvariant(name[0]) + name[1..];
        }
    }
}
