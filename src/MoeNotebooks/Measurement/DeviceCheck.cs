using MoeNotebooks.Cuda;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Native;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Measurement;

/// <summary>
/// Whether the kit's kernels and recorded steps say on this device what libtorch's operators say step by step.
/// </summary>
/// <param name="Batch">Sequences together.</param>
/// <param name="Experts">Experts per token.</param>
/// <param name="Difference">Between a token's logits by kernels and by operators, relative to their norm: the median
/// token.</param>
/// <param name="Worst">The same of the token that differs most: one for which rounding chose another expert.</param>
/// <param name="Recorded">The same between recorded steps and plain ones: 0 where they are equal to the bit, as the
/// kit's kernels are; libtorch's operators add in any order.</param>
/// <param name="Nodes">Kernels and copies of a recorded step; <see langword="null"/> where none was recorded.</param>
internal sealed record DeviceCheck(int Batch, int Experts, double Difference, double Worst, double Recorded, int? Nodes)
{
    private const int Prompt = 70; // more than one tile of attention's places
    private const int Steps = 8;

    /// <summary>Decodes a few tokens behind prompts of two lengths in three ways.</summary>
    /// <param name="model">The model, on a CUDA device.</param>
    /// <param name="batch">Sequences together.</param>
    /// <param name="k">Experts per token.</param>
    /// <param name="mask">The experts that are kept.</param>
    public static DeviceCheck Run(MoeModel model, int batch, int k, ExpertMask? mask)
    {
        var chance = new Random(1);
        int[][] prompts =
        [
            .. Enumerable
                .Range(0, batch)
                .Select(row =>
                    Enumerable
                        .Range(0, Prompt - (row % 2 * 3))
                        .Select(_ => chance.Next(model.Config.VocabularySize))
                        .ToArray()
                ),
        ];
        int[][] fed =
        [
            .. Enumerable
                .Range(0, Steps)
                .Select(_ =>
                    Enumerable.Range(0, batch).Select(_ => chance.Next(model.Config.VocabularySize)).ToArray()
                ),
        ];
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var prompt = new PromptBatch(prompts);
        var routing = model.Route(new TopK(k), mask);
        using var cache = model.CreateCache(prompt.Rows, prompt.Length + Steps);
        using (var context = prompt.Context(cache))
        {
            model.Hidden(prompt.Ids(), context, routing).Dispose();
        }

        (List<Tensor> Logits, int? Nodes) Decode(bool record, bool kernels)
        {
            using var off = kernels ? null : CudaModule.Off();
            cache.Truncate(prompt.Length);
            using var step = new DecodeStep(model, cache, prompt.Padding, routing, fixedShapes: true, record);
            var logits = new List<Tensor>();
            foreach (var tokens in fed)
            {
                step.Take(tokens);
                using var scores = step.Run();
                _ = step.Read(); // which waits for the step
                logits.Add(scores.clone());
            }

            return (logits, step.Nodes);
        }

        var (recorded, nodes) = Decode(record: true, kernels: true);
        var (plain, _) = Decode(record: false, kernels: true);
        var (operators, _) = Decode(record: false, kernels: false);
        var differences = Differences(plain, operators);
        return new(
            batch,
            k,
            differences[differences.Length / 2],
            differences[^1],
            Differences(recorded, plain)[^1],
            nodes
        );
    }

    /// <summary>Of each token, ‖a - b‖ / ‖b‖.</summary>
    private static float[] Differences(List<Tensor> some, List<Tensor> others) =>
        [
            .. some.Zip(others)
                .SelectMany(pair =>
                    (pair.First.Minus(pair.Second).norm(1) / pair.Second.norm(1)).cpu().data<float>().ToArray()
                )
                .Order(),
        ];
}
