using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>One way to compute routed experts. Choosing, weighing and summing are not its business.</summary>
internal interface IExpertBackend : IDisposable
{
    /// <summary>Runs experts on the tokens that chose them.</summary>
    /// <param name="x">[N, h].</param>
    /// <param name="chosen">[N, k], the experts; -1 in skipped slots, which must not be computed.</param>
    /// <returns>What each pair of token and expert gives, in any order.</returns>
    ExpertOutputs Run(Tensor x, Tensor chosen);
}
