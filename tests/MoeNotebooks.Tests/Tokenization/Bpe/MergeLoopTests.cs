using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.ML.Tokenizers;
using MoeNotebooks.Tokenization;
using MoeNotebooks.Tokenization.Bpe;

namespace MoeNotebooks.Tests.Tokenization.Bpe;

/// <summary>The heap of merges against the definition, and against Microsoft's implementation.</summary>
[References]
public sealed class MergeLoopTests
{
    private static readonly Gen<(int Left, int Right, int Result)[]> Merges = Gen.Select(
        Gen.Int[0, 7],
        Gen.Int[0, 7],
        Gen.Int[4, 9]
    ).Array[0, 30];

    private static readonly Gen<(int Left, int Right, int Result)[]> OneMergeASymbol = Gen.Select(
            Gen.Int[0, 9],
            Gen.Int[0, 9]
        )
        .Array[0, 30]
        .Select(pairs => pairs.Distinct().Select((pair, i) => (pair.Item1, pair.Item2, 4 + i)).ToArray());

    [Fact]
    public void Merges_are_those_of_the_definition() => Compare(OneMergeASymbol, ByDefinition);

    /// <summary>
    /// Where several merges give one symbol, the reference library keeps a stale candidate if what stands there now
    /// merges to the same symbol: then the order is not the definition's, and ours is the library's.
    /// </summary>
    [Fact]
    public void Merges_that_share_results_follow_the_rule_of_stale_candidates() => Compare(Merges, ByCandidates);

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
        var theirs = BpeTokenizer.Create(
            new Microsoft.ML.Tokenizers.BpeOptions(
                file["model"]!["vocab"]!
                    .AsObject()
                    .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.GetValue<int>()))
            )
            {
                Merges = file["model"]!["merges"]!.AsArray().Select(pair => $"{pair![0]} {pair[1]}"),
                ByteLevel = true,
                PreTokenizer = new WholeText(),
            }
        );
        foreach (var text in UnicodeText.Texts(2000))
        {
            ours.Encode(text, addSpecialTokens: false).ShouldBe(theirs.EncodeToIds(text), text);
        }
    }

    private static void Compare(
        Gen<(int Left, int Right, int Result)[]> lists,
        Func<MergeTable, int[], List<int>> reference
    ) =>
        Gen.Select(lists, Gen.Int[0, 3].Array[0, 40])
            .Sample(
                (merges, symbols) =>
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
                        result.ShouldBe(reference(table, symbols));
                    }
                }
            );

    private static List<int> ByCandidates(MergeTable table, int[] symbols)
    {
        var left = symbols.Select((id, start) => (Id: id, Start: start)).ToList();
        var open = new List<(int Rank, int Start)>();
        void Offer(int at)
        {
            if (at >= 0 && at + 1 < left.Count && table.TryGet(left[at].Id, left[at + 1].Id, out var merge))
            {
                open.Add((merge.Rank, left[at].Start));
            }
        }

        Enumerable.Range(0, left.Count).ToList().ForEach(Offer);
        while (open.Count > 0)
        {
            var next = open.Min();
            open.Remove(next);
            var at = left.FindIndex(symbol => symbol.Start == next.Start);
            if (
                at >= 0
                && at + 1 < left.Count
                && table.TryGet(left[at].Id, left[at + 1].Id, out var now)
                && now.Result == table.ResultOf(next.Rank)
            )
            {
                left[at] = (now.Result, next.Start);
                left.RemoveAt(at + 1);
                Offer(at);
                Offer(at - 1);
            }
        }

        return [.. left.Select(symbol => symbol.Id)];
    }

    /// <summary>
    /// Again and again the pair of lowest rank, the leftmost of equal ones; a later merge of one pair replaces an
    /// earlier.
    /// </summary>
    private static List<int> ByDefinition(MergeTable table, int[] symbols)
    {
        var ids = symbols.ToList();
        while (true)
        {
            var best = Enumerable
                .Range(0, Math.Max(0, ids.Count - 1))
                .Select(i =>
                    (Found: table.TryGet(ids[i], ids[i + 1], out var merge), merge.Rank, Position: i, merge.Result)
                )
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

        public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) =>
            [(0, text.Length)];
    }
}
