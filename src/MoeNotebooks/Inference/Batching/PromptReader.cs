using System.Runtime.InteropServices;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference.Batching;

/// <summary>Scores a prompt's own tokens, each by what came before it.</summary>
internal static class PromptReader
{
    private const int LargestLogits = 1 << 24; // elements: 64 MiB of f32

    /// <summary>Adds the scores of the tokens that follow those of a chunk, as far as the prompt has them.</summary>
    /// <param name="model">The model, for its output projection.</param>
    /// <param name="hidden">[T, h], the last layer's output for the chunk.</param>
    /// <param name="sequence">Whose it is.</param>
    public static void Read(MoeModel model, Tensor hidden, Sequence sequence)
    {
        var (prompt, scores) = (sequence.Request.Prompt, sequence.PromptScores);
        var predicting = (int)Math.Min(hidden.shape[0], prompt.Count - scores.Count);
        var (vocabulary, atOnce) = (
            model.Config.VocabularySize,
            Math.Max(1, LargestLogits / model.Config.VocabularySize)
        );
        for (var start = 0; start < predicting; start += atOnce)
        {
            using var scope = NewDisposeScope();
            var rows = hidden.narrow(0, start, Math.Min(atOnce, predicting - start));
            var logits = model.Logits(rows).to_type(ScalarType.Float32).log_softmax(-1); // [n, V]
            var logs = MemoryMarshal.Cast<byte, float>(logits.cpu().bytes);
            for (var row = 0; row < rows.shape[0]; row++)
            {
                scores.Add(
                    LikeliestTokens.Score(
                        logs.Slice(row * vocabulary, vocabulary),
                        prompt[scores.Count],
                        sequence.Request.Likeliest ?? 0
                    )
                );
            }
        }
    }
}
