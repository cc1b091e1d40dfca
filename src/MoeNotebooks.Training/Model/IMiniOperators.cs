using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>What the forward pass of <see cref="MiniModel"/> is made of; each differentiable.</summary>
internal interface IMiniOperators
{
    /// <summary>Rows of a table [V, h]: [T, h].</summary>
    Tensor Embedding(Tensor table, Tensor ids);

    /// <summary>x W^T of x [T, in], w [out, in].</summary>
    Tensor Linear(Tensor x, Tensor w);

    /// <summary>x / rms(x) * w over the last dimension.</summary>
    Tensor Norm(Tensor x, Tensor w);

    /// <summary>silu(gate) * up of z [T, 2I]: gate, then up.</summary>
    Tensor Glu(Tensor z);

    /// <summary>
    /// Queries, keys [B, heads, L, nope + rope], turned by their positions, and values [B, heads, L, value].
    /// </summary>
    /// <param name="q">[T, heads * (nope + rope)].</param>
    /// <param name="kv">[T, heads * (nope + value)].</param>
    /// <param name="kvA">[T, rank + rope]; the rotated part of all heads' keys comes last.</param>
    /// <param name="rows">B.</param>
    /// <param name="length">L.</param>
    (Tensor Query, Tensor Key, Tensor Value) Heads(Tensor q, Tensor kv, Tensor kvA, int rows, int length);

    /// <summary>
    /// The sum over each token's chosen experts of weight * expert(x), and how often each expert was chosen [E].
    /// </summary>
    /// <param name="x">[T, h].</param>
    /// <param name="chosen">[T, k].</param>
    /// <param name="weight">[T, k].</param>
    /// <param name="gateUp">[E, 2I, h].</param>
    /// <param name="down">[E, h, I].</param>
    (Tensor Sum, Tensor Counts) Experts(Tensor x, Tensor chosen, Tensor weight, Tensor gateUp, Tensor down);
}
