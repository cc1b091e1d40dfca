using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.ML.Tokenizers;
using MoeNotebooks.Tokenization;
using MoeNotebooks.Tokenization.Bpe;

namespace MoeNotebooks.Tests.Tokenization.Bpe;

/// <summary>The heap of merges against the definition, and against Microsoft's implementation.</summary>
public sealed class MergeLoopTests
{
    private static readonly Gen<(int Left, int Right, int Result)[]> Merges =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9]).Array[0, 30]
            .Select(pairs => pairs.Distinct().Select((pair, i) => (pair.Item1, pair.Item2, 4 + i)).ToArray()); // one merge a symbol

    [Fact]
    public void Merges_are_those_of_the_definition() =>
        Gen.Select(Merges, Gen.Int[0, 3].Array[0, 40]).Sample((merges, symbols) =>
        {
            var table = new MergeTable(merges.Length);
            foreach (var (left, right, merged) in merges)
            {
                table.Add(left, right, merged);
            }

            var loop = new MergeLoop(table);
            for (var again = 0; again < 2; again++)
            {
                var result = new List<int>();
                loop.Run(symbols, result);
                result.ShouldBe(ByDefinition(table, symbols));
            }
        });

    [Fact]
    public void Ids_equal_those_of_Microsofts_tokenizer()
    {
        var path = Shared.File("golden/tokenizers/gpt-neox-like/tokenizer.json");
        var file = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        file["normalizer"] = null;
        file["added_tokens"] = new JsonArray();
        file["pre_tokenizer"]!["use_regex"] = false;
        using var folder = new TemporaryFolder();
        var ours = TokenizerJson.Load(folder.Write("tokenizer.json", file.ToJsonString()));
        var theirs = BpeTokenizer.Create(new Microsoft.ML.Tokenizers.BpeOptions(
            file["model"]!["vocab"]!.AsObject().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.GetValue<int>())))
        {
            Merges = file["model"]!["merges"]!.AsArray().Select(pair => $"{pair![0]} {pair[1]}"),
            ByteLevel = true,
            PreTokenizer = new WholeText(),
        });
        UnicodeText.Any.Sample(
            text => ours.Encode(text, addSpecialTokens: false).ShouldBe(theirs.EncodeToIds(text), text), iter: 2000, threads: 1);
    }

    /// <summary>Again and again the pair of lowest rank, the leftmost of equal ones; a later merge of one pair replaces an earlier.</summary>
    private static List<int> ByDefinition(MergeTable table, int[] symbols)
    {
        var ids = symbols.ToList();
        while (true)
        {
            var best = Enumerable.Range(0, Math.Max(0, ids.Count - 1))
                .Select(i => (Found: table.TryGet(ids[i], ids[i + 1], out var merge), merge.Rank, Position: i, merge.Result))
                .Where(candidate => candidate.Found)
                .OrderBy(candidate => (candidate.Rank, candidate.Position))
                .FirstOrDefault();
            if (!best.Found)
            {
                return ids;
            }

            ids[best.Position] = best.Result;
            ids.RemoveAt(best.Position + 1);
        }
    }

    private sealed class WholeText : PreTokenizer
    {
        public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => [(0, text.Length)];

        public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => [(0, text.Length)];
    }
}
