using MoeNotebooks.Evaluation.Packing;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>
/// Reads likelihoods off the last layer's output. Only rows that predict something reach the output projection, and log-softmax runs
/// in f32 whatever the model computes in: sums in bf16 would be coarse and ties real.
/// </summary>
public static class LikelihoodReader
{
    private const long LargestLogits = 1 << 25; // elements: 128 MiB of f32

    /// <summary>The results of a batch, one a sequence in it.</summary>
    /// <param name="model">The model, for its output projection.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="hidden">The last layer's output [R, T, h].</param>
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
            var places = batch.Wanted[start..Math.Min(start + rowsAtOnce, batch.Wanted.Length)];
            int[] predictions = [.. byRow[start / rowsAtOnce]];
            var (logs, best) = Chunk(model, batch, hidden, places, predictions, start);
            for (var i = 0; i < predictions.Length; i++)
            {
                likelihoods[predictions[i]] = logs[i];
                greedy[predictions[i]] = best[i] == batch.PredictionTargets[predictions[i]];
            }
        }

        return Sum(batch, likelihoods, greedy);
    }

    private static (float[] Logs, long[] Best) Chunk(
        MoeModel model, PackedBatch batch, Tensor hidden, long[] places, int[] predictions, int firstRow)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var device = hidden.device;
        var wanted = hidden.view(-1, hidden.shape[^1]).index_select(0, tensor(places, device: device)); // [N, h]
        var logs = model.Logits(wanted).to(ScalarType.Float32).log_softmax(-1);                           // [N, V]
        var rows = tensor(predictions.Select(p => batch.PredictionRows[p] - firstRow).ToArray(), device: device);
        var targets = tensor(predictions.Select(p => batch.PredictionTargets[p]).ToArray(), device: device);
        var chosen = logs.view(-1).index_select(0, (rows * logs.shape[1]) + targets);                     // [P]
        var best = logs.argmax(-1).index_select(0, rows);                                                 // [P]
        return (chosen.cpu().data<float>().ToArray(), best.cpu().data<long>().ToArray());
    }

    private static LikelihoodResult[] Sum(PackedBatch batch, float[] likelihoods, bool[] greedy)
    {
        var next = 0;
        return [.. batch.Sequences.Select(sequence =>
        {
            var sum = 0.0;
            var all = true;
            for (var end = next + sequence.Count; next < end; next++)
            {
                sum += likelihoods[next];
                all &= greedy[next];
            }

            return new LikelihoodResult(sum, all);
        })];
    }
}
