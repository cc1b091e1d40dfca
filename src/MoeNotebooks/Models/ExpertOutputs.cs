using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// What experts give for P pairs of token and expert: all that are computed, and perhaps skipped ones.
/// </summary>
/// <param name="Values">[P, h], of x's type or f32; 0 for a skipped slot.</param>
/// <param name="Tokens">[P], the token of each pair.</param>
/// <param name="Slots">[P], the pair's place in [N · k].</param>
internal sealed record ExpertOutputs(Tensor Values, Tensor Tokens, Tensor Slots);
