using MoeNotebooks.Configs;
using MoeNotebooks.Cuda;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// Rotary position embedding by halves: the pair (j, j + d/2) is turned by position · frequency_j. Models with
/// neighbouring pairs (2j, 2j+1) have the rows of their projections reordered when loaded (<see cref="Deinterleave"/>):
/// a query's product with a key stays the same.
/// </summary>
/// <param name="config">The frequencies.</param>
internal sealed class RotaryEmbedding(RopeConfig config)
{
    private readonly float[] _frequencies = Frequencies(config);
    private readonly double _scale = config.Yarn?.RotaryScale ?? 1;

    /// <summary>θ^(-2j/d), with YaRN divided by its factor where slow.</summary>
    /// <param name="config">The embedding.</param>
    /// <returns>[d/2] frequencies in radians per token.</returns>
    public static float[] Frequencies(RopeConfig config)
    {
        var half = config.Dim / 2;
        var frequencies = new float[half];
        var (low, high) = config.Yarn is { } ? YarnRange(config) : (0, 0);
        for (var j = 0; j < half; j++)
        {
            var plain = Math.Pow(config.Theta, -2.0 * j / config.Dim);
            var slow = config.Yarn is null ? 0 : Math.Clamp((j - low) / (high - low), 0, 1);
            frequencies[j] = (float)((plain / (config.Yarn?.Factor ?? 1) * slow) + (plain * (1 - slow)));
        }

        return frequencies;
    }

    /// <summary>Cosines and sines for positions.</summary>
    /// <param name="positions">[B, T], whole numbers.</param>
    /// <returns>Both [B, T, 1, d/2], f32.</returns>
    public (Tensor Cos, Tensor Sin) At(Tensor positions)
    {
        using var scope = NewDisposeScope();
        var frequencies = tensor(_frequencies).to(positions.device);
        var angles = positions.to_type(ScalarType.Float32).unsqueeze(-1).unsqueeze(-1) * frequencies; // [B, T, 1, d/2]
        return (
            angles.cos().Scale_(_scale).MoveToOuterDisposeScope(),
            angles.sin().Scale_(_scale).MoveToOuterDisposeScope()
        );
    }

    /// <summary>Turns vectors.</summary>
    /// <param name="x">[B, T, H, d].</param>
    /// <param name="cos">[B, T, 1, d/2].</param>
    /// <param name="sin">[B, T, 1, d/2].</param>
    /// <returns>[B, T, H, d], of x's type.</returns>
    public static Tensor Turn(Tensor x, Tensor cos, Tensor sin)
    {
        if (CudaModule.For(x) is { } device && DeviceRotation.CanRun(x, cos, sin))
        {
            return DeviceRotation.Run(device, x, cos, sin);
        }

        using var scope = NewDisposeScope();
        var half = x.shape[^1] / 2;
        var f = x.to_type(ScalarType.Float32);
        var (a, b) = (f.narrow(-1, 0, half), f.narrow(-1, half, half)); // [B, T, H, d/2]
        var turned = cat([(a * cos).Subtract_(b * sin), (b * cos).Add_(a * sin)], -1);
        return turned.to_type(x.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Reorders rows 0, 1, 2, 3, ... to 0, 2, ..., 1, 3, ...: neighbouring pairs become halves.</summary>
    /// <param name="rows">[d, ...].</param>
    /// <returns>[d, ...].</returns>
    public static Tensor Deinterleave(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var order = Held.Range(0, rows.shape[0]).view(-1, 2).t().reshape(-1).to(rows.device); // 0, 2, ..., 1, 3, ...
        return rows.At(order).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The j between which frequencies are blended: where a token turns BetaFast and BetaSlow times in the original
    /// context.
    /// </summary>
    private static (double Low, double High) YarnRange(RopeConfig config)
    {
        var yarn = config.Yarn!;
        double Correction(double turns) =>
            config.Dim * Math.Log(yarn.OriginalPositions / (turns * 2 * Math.PI)) / (2 * Math.Log(config.Theta));
        var (first, last) = (Correction(yarn.BetaFast), Correction(yarn.BetaSlow));
        (first, last) = yarn.Truncate ? (Math.Floor(first), Math.Ceiling(last)) : (first, last);
        var (low, high) = (Math.Max(first, 0), Math.Min(last, config.Dim - 1));
        return (low, low == high ? high + 0.001 : high);
    }
}
