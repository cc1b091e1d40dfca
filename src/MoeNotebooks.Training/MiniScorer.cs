using System.Runtime.InteropServices;
using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;
using static TorchSharp.torch;

namespace MoeNotebooks.Training;

/// <summary>Accuracy on mini items by log-likelihood, for the training log: the evaluation package has the full scoring.</summary>
internal static class MiniScorer
{
    private const int TokensAtOnce = 4096;

    private sealed record Request(int Item, int Choice, int[] Ids, int Context);

    /// <summary>Accuracy in per cent for each task, then their mean.</summary>
    public static IReadOnlyDictionary<string, double> Score(
        MiniModel model, MiniTokenizer tokenizer, IReadOnlyList<MiniItem> items, RoutingSetting routing)
    {
        using var off = no_grad();
        var scores = items.Select(i => new double[i.Choices.Count]).ToArray();
        foreach (var group in Groups(Requests(tokenizer, items)))
        {
            Forward(model, group, routing, scores);
        }

        var result = items.Select((item, i) => (item.Task, Right: Array.IndexOf(scores[i], scores[i].Max()) == item.Gold))
            .GroupBy(r => r.Task).ToDictionary(g => g.Key.ToString(), g => 100.0 * g.Count(r => r.Right) / g.Count());
        result["mean"] = result.Values.Average();
        return result;
    }

    private static IEnumerable<Request> Requests(MiniTokenizer tokenizer, IReadOnlyList<MiniItem> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var requests = items[i].Requests();
            for (var c = 0; c < requests.Count; c++)
            {
                int[] context = [0, .. tokenizer.Encode(requests[c].Context)];
                yield return new Request(i, c, [.. context, .. tokenizer.Encode(requests[c].Continuation)], context.Length);
            }
        }
    }

    // requests that differ in their last token only share a row; rows of like length share a batch
    private static IEnumerable<Request[][]> Groups(IEnumerable<Request> requests)
    {
        var rows = requests.GroupBy(r => r.Ids.Length - r.Context == 1 ? (r.Item, -1) : (r.Item, r.Choice))
            .Select(g => g.ToArray()).OrderBy(g => g[0].Ids.Length).ToArray();
        for (var from = 0; from < rows.Length;)
        {
            var to = from + 1;
            while (to < rows.Length && (to - from + 1) * rows[to][0].Ids.Length <= TokensAtOnce)
            {
                to++;
            }

            yield return rows[from..to];
            from = to;
        }
    }

    private static void Forward(MiniModel model, Request[][] rows, RoutingSetting routing, double[][] scores)
    {
        using var scope = NewDisposeScope();
        var width = rows.Max(r => r[0].Ids.Length) - 1;
        var ids = new long[rows.Length, width];
        var wanted = new List<long>();
        for (var row = 0; row < rows.Length; row++)
        {
            var request = rows[row][0];
            for (var t = 0; t < request.Ids.Length - 1; t++)
            {
                ids[row, t] = request.Ids[t];
                if (t >= request.Context - 1)
                {
                    wanted.Add(row * width + t);
                }
            }
        }

        var hidden = MiniForward.Hidden(model, tensor(ids), routing).index_select(0, tensor(wanted.ToArray()));
        using var logs = MiniForward.Logits(model, hidden).log_softmax(1);
        Add(rows, MemoryMarshal.Cast<byte, float>(logs.bytes), (int)logs.shape[1], scores);
    }

    private static void Add(Request[][] rows, ReadOnlySpan<float> logs, int vocabulary, double[][] scores)
    {
        var at = 0;
        foreach (var row in rows)
        {
            var length = row[0].Ids.Length - row[0].Context;
            foreach (var request in row)
            {
                for (var t = 0; t < length; t++)
                {
                    scores[request.Item][request.Choice] += logs[(at + t) * vocabulary + request.Ids[request.Context + t]];
                }
            }

            at += length;
        }
    }
}
