using System.Text.Json.Nodes;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>A model in which nearly every two neighbours merge, so that ids show wherever a pipeline splits.</summary>
internal static class PairVocabulary
{
    /// <summary>The <c>model</c> of a tokenizer file over the byte alphabet.</summary>
    public static JsonObject ByteLevel() =>
        Build(
            Enumerable.Range(0, 256).Select(b => ByteAlphabet.Char((byte)b).ToString()),
            "\u0120\u010aabehlostABSTL019.,!'-<>\u00e2\u00e3\u00ed\u00f0\u0141\u0122",
            byteFallback: false
        );

    /// <summary>The same over plain characters, with byte tokens for the others.</summary>
    public static JsonObject Characters() =>
        Build(
            [
                "<unk>",
                .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>"),
                .. Enumerable.Range(32, 95).Select(c => ((char)c).ToString()),
                "\n",
                "\u2581",
                "\u00e9",
                "\u0301",
            ],
            "\u2581 \nabehlostABSTL019.,!'-<>\u00e9\u0301",
            byteFallback: true
        );

    private static JsonObject Build(IEnumerable<string> tokens, string merging, bool byteFallback)
    {
        var vocabulary = new JsonObject();
        foreach (var token in tokens)
        {
            vocabulary[token] = vocabulary.Count;
        }

        var merges = new JsonArray();
        var random = new Random(7);
        foreach (
            var (left, right) in merging
                .SelectMany(left => merging.Select(right => (left, right)))
                .OrderBy(_ => random.Next())
        )
        {
            vocabulary[$"{left}{right}"] = vocabulary.Count;
            merges.Add(new JsonArray(left.ToString(), right.ToString()));
        }

        return new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = byteFallback ? "<unk>" : null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = byteFallback,
            ["byte_fallback"] = byteFallback,
            ["ignore_merges"] = false,
            ["vocab"] = vocabulary,
            ["merges"] = merges,
        };
    }
}
