using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Model;

/// <summary>DeepSeek's rotary positions: neighbouring numbers (2j, 2j+1) are a complex number turned by position x theta^(-2j/d).</summary>
internal sealed class Rotary : IDisposable
{
    private readonly Tensor _cos;  // [positions, 1, d]
    private readonly Tensor _sin;  // [positions, 1, d]
    private readonly Tensor _swap; // [d, d]: (x0, x1) -> (-x1, x0) for each pair

    public Rotary(MiniModelConfig config, int maxPositions)
    {
        var d = config.Rope;
        var cos = new float[maxPositions, 1, d];
        var sin = new float[maxPositions, 1, d];
        var swap = new float[d, d];
        for (var j = 0; j < d; j++)
        {
            var frequency = Math.Pow(config.RopeTheta, -(j / 2 * 2.0) / d);
            for (var t = 0; t < maxPositions; t++)
            {
                (cos[t, 0, j], sin[t, 0, j]) = ((float)Math.Cos(t * frequency), (float)Math.Sin(t * frequency));
            }

            swap[j ^ 1, j] = j % 2 == 0 ? -1 : 1;
        }

        _cos = tensor(cos).DetachFromDisposeScope();
        _sin = tensor(sin).DetachFromDisposeScope();
        _swap = tensor(swap).DetachFromDisposeScope();
    }

    /// <summary>Turns x [B, L, heads, d] by the positions 0 ... L-1.</summary>
    public Tensor Turn(Tensor x) =>
        (x * _cos.narrow(0, 0, x.shape[1])).Plus(matmul(x, _swap) * _sin.narrow(0, 0, x.shape[1]));

    public void Dispose()
    {
        _cos.Dispose();
        _sin.Dispose();
        _swap.Dispose();
    }
}
