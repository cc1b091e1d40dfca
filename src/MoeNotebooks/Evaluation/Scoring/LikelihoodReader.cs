using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>
/// Reads likelihoods off the last layer's output. Only rows that predict something reach the output projection, and
/// log-softmax runs in f32 whatever the model computes in: sums in bf16 would be coarse and ties real.
/// </summary>
internal static class LikelihoodReader
{
    private const long LargestLogits = 1 << 25; // elements: 128 MiB of f32

    /// <summary>The results of a batch, one per sequence in it.</summary>
    /// <param name="model">The model, for its output projection.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="hidden">The last layer's output at the places in <see cref="PackedBatch.Wanted"/> [N, h].</param>
    public static IReadOnlyList<LikelihoodResult> Read(MoeModel model, PackedBatch batch, Tensor hidden)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(hidden);
        var likelihoods = new float[batch.PredictionRows.Length];
        var greedy = new bool[likelihoods.Length];
        var rowsAtOnce = (int)Math.Max(1, LargestLogits / model.Config.VocabularySize);
        var byRow = Enumerable.Range(0, likelihoods.Length).ToLookup(p => (int)batch.PredictionRows[p] / rowsAtOnce);
        for (var start = 0; start < batch.Wanted.Length; start += rowsAtOnce)
        {
            int[] predictions = [.. byRow[start / rowsAtOnce]];
            using var rows = hidden.narrow(0, start, Math.Min(rowsAtOnce, batch.Wanted.Length - start));
            var (logs, best) = Chunk(model, batch, rows, predictions, start);
            for (var i = 0; i < predictions.Length; i++)
            {
                likelihoods[predictions[i]] = logs[i];
                greedy[predictions[i]] = best[i] == batch.PredictionTargets[predictions[i]];
            }
        }

        return Sum(batch, likelihoods, greedy);
    }

    private static (float[] Logs, long[] Best) Chunk(
        MoeModel model,
        PackedBatch batch,
        Tensor hidden,
        int[] predictions,
        int firstRow
    )
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var logs = model.Logits(hidden).to(ScalarType.Float32).log_softmax(-1); // [n, V]
        var device = logs.device;
        var rows = tensor(predictions.Select(p => batch.PredictionRows[p] - firstRow).ToArray(), device: device);
        var targets = tensor(predictions.Select(p => batch.PredictionTargets[p]).ToArray(), device: device);
        var chosen = logs.view(-1).index_select(0, rows.Times(logs.shape[1]).Plus(targets)); // [P]
        var best = logs.argmax(-1).index_select(0, rows); // [P]
        return (chosen.cpu().data<float>().ToArray(), best.cpu().data<long>().ToArray());
    }

    private static LikelihoodResult[] Sum(PackedBatch batch, float[] likelihoods, bool[] greedy)
    {
        var next = 0;
        return
        [
            .. batch.Sequences.Select(sequence =>
            {
                var sum = 0.0;
                var all = true;
                for (var end = next + sequence.Count; next < end; next++)
                {
                    sum += likelihoods[next];
                    all &= greedy[next];
                }

                return new LikelihoodResult(sum, all);
            }),
        ];
    }
}
