using MoeNotebooks.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Optimizers;

/// <summary>AdamW (Loshchilov and Hutter 2019).</summary>
internal static class AdamW
{
    private static readonly Scalar Beta1 = 0.9.ToScalar();
    private static readonly Scalar Rest1 = (1 - 0.9).ToScalar();
    private static readonly Scalar Beta2 = 0.98.ToScalar();
    private static readonly Scalar Rest2 = (1 - 0.98).ToScalar();
    private static readonly Scalar Tiny = 1e-8.ToScalar();

    /// <summary>Changes <paramref name="p"/> in place.</summary>
    /// <param name="p">The weight.</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    /// <param name="first">The moving mean of gradients; changed.</param>
    /// <param name="second">The moving mean of their squares; changed.</param>
    /// <param name="step">The step, from 1.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">Weight decay, relative to the rate.</param>
    public static void Step(
        Tensor p,
        Tensor g,
        double scale,
        Tensor first,
        Tensor second,
        long step,
        double rate,
        double decay
    )
    {
        using var clip = scale.ToScalar();
        using var bias2 = (1 / (1 - Math.Pow(0.98, step))).ToScalar();
        using var keep = (1 - rate * decay).ToScalar();
        using var minusRate = (-rate / (1 - Math.Pow(0.9, step))).ToScalar();
        var clipped = g.mul(clip);
        first.mul_(Beta1).add_(clipped, Rest1);
        second.mul_(Beta2).add_(clipped * clipped, Rest2);
        var denominator = second.mul(bias2).sqrt_().add_(Tiny, Held.One);
        p.mul_(keep).add_(first.div(denominator), minusRate);
    }
}
