using System.Runtime.InteropServices;
using MoeNotebooks.Cuda;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// A router's outputs for few tokens, and its decision where all tokens use the same number of experts.
/// </summary>
internal static class DeviceRouter
{
    private const int MostExperts = 512;
    private const int MostSlots = 32;
    private const int TokensPerBlock = 4;
    private const int ExpertsPerBlock = 8;

    /// <summary>Whether the kernel takes these rows for a router's weight.</summary>
    public static bool CanScore(Tensor x, Tensor weight) =>
        x.dtype == ScalarType.BFloat16
        && x.shape[0] <= DeviceProduct.MostTokens
        && x.is_contiguous()
        && weight.is_contiguous()
        && weight.shape[1] % 4 == 0
        && weight.dtype is ScalarType.Float32 or ScalarType.BFloat16;

    /// <summary>The router's outputs.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="x">[N, h].</param>
    /// <param name="weight">[E, h], f32 or bf16.</param>
    /// <returns>[N, E], f32.</returns>
    public static Tensor Score(CudaModule module, Tensor x, Tensor weight)
    {
        var (experts, name) = (weight.shape[0], weight.dtype == ScalarType.Float32 ? "scores_f32" : "scores_bf16");
        var logits = empty([x.shape[0], experts], ScalarType.Float32, x.device);
        module.Launch(
            name,
            ((experts + ExpertsPerBlock - 1) / ExpertsPerBlock, x.shape[0], 1),
            ExpertsPerBlock * 32,
            new ScoreArguments
            {
                X = DeviceMemory.Address(x),
                Weight = DeviceMemory.Address(weight),
                Logits = DeviceMemory.Address(logits),
                Experts = (int)experts,
                Columns = (int)x.shape[1],
            }
        );
        return logits;
    }

    /// <summary>Whether the kernel decides by this rule.</summary>
    public static bool CanDecide(RouterRule rule, int k) =>
        rule.Experts <= MostExperts && Math.Max(k, rule.TrainedTopK) <= MostSlots && rule.Groups <= 32;

    /// <summary>The k best experts of every token and their weights, as <c>Models.RouterDecision</c> has it.</summary>
    /// <param name="module">The kernels.</param>
    /// <param name="rule">The model's rule.</param>
    /// <param name="logits">[N, E], f32, contiguous.</param>
    /// <param name="bias">[E], f32, or <see langword="null"/>.</param>
    /// <param name="pruned">[E], true for experts that are not kept, or <see langword="null"/>.</param>
    /// <param name="k">Experts per token.</param>
    /// <param name="skipped">What becomes of the weights of those that stay.</param>
    /// <returns>[N, k] each: experts as whole numbers, and f32.</returns>
    public static (Tensor Experts, Tensor Weights) Decide(
        CudaModule module,
        RouterRule rule,
        Tensor logits,
        Tensor? bias,
        Tensor? pruned,
        int k,
        SkippedWeights skipped
    )
    {
        var n = logits.shape[0];
        var (chosen, weights) = (
            empty([n, k], ScalarType.Int64, logits.device),
            empty([n, k], ScalarType.Float32, logits.device)
        );
        var (byChosen, byTrained) = skipped switch
        {
            SkippedWeights.Keep => (false, rule.Renormalise),
            SkippedWeights.ArchitectureDefault => (rule.Renormalise, false),
            _ => (true, false),
        };
        module.Launch(
            "route",
            ((n + TokensPerBlock - 1) / TokensPerBlock, 1, 1),
            TokensPerBlock * 32,
            new RouteArguments
            {
                Logits = DeviceMemory.Address(logits),
                Bias = DeviceMemory.Address(bias),
                Pruned = DeviceMemory.Address(pruned),
                Chosen = DeviceMemory.Address(chosen),
                Weights = DeviceMemory.Address(weights),
                Tokens = (int)n,
                Experts = rule.Experts,
                K = k,
                Trained = rule.TrainedTopK,
                Sigmoid = rule.Scoring == Scoring.Sigmoid ? 1 : 0,
                Groups = rule.Groups,
                TopGroups = rule.TopGroups,
                GroupByTwo = rule.GroupScore == GroupScore.Maximum ? 0 : 1,
                Divide =
                    byChosen ? 1
                    : byTrained ? 2
                    : 0,
                Rescale = skipped == SkippedWeights.RescaleToOriginalMass && !rule.Renormalise ? 1 : 0,
                Scale = (float)rule.Scale,
                Epsilon = (float)rule.RenormaliseEpsilon,
            }
        );
        return (chosen, weights);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ScoreArguments
    {
        public nint X,
            Weight,
            Logits;
        public int Experts,
            Columns;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct RouteArguments
    {
        public nint Logits,
            Bias,
            Pruned,
            Chosen,
            Weights;
        public int Tokens,
            Experts,
            K,
            Trained;
        public int Sigmoid,
            Groups,
            TopGroups,
            GroupByTwo;
        public int Divide,
            Rescale;
        public float Scale,
            Epsilon;
    }
}
