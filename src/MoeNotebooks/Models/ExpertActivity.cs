using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>What the routed experts of one MoE layer do to N tokens.</summary>
/// <param name="Experts">[N, k], whole numbers, best first; -1 in skipped slots.</param>
/// <param name="Weights">[N, k], f32, the weights g that the outputs are multiplied by; 0 in skipped slots.</param>
/// <param name="Outputs">[N, k, h], f32, what each expert gives, f, not weighed; 0 in skipped slots.</param>
/// <param name="Before">[N, h], the hidden states to which the layer adds: the residual stream after attention, not
/// normalised.</param>
public sealed record ExpertActivity(Tensor Experts, Tensor Weights, Tensor Outputs, Tensor Before);
