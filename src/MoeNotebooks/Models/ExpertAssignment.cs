using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Which experts each token uses, and how much of each.</summary>
/// <param name="Experts">[N, k], whole numbers, best first; -1 in skipped slots, which are never computed.</param>
/// <param name="Weights">[N, k], f32; 0 in skipped slots.</param>
public sealed record ExpertAssignment(Tensor Experts, Tensor Weights);
