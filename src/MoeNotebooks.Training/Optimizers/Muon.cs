using MoeNotebooks.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Training.Optimizers;

/// <summary>
/// Muon (Jordan et al. 2024): momentum, then the nearest semi-orthogonal matrix by Newton-Schulz steps, so that every
/// direction of a matrix learns at the same pace. A stack of matrices is updated matrix by matrix; gates and ups count
/// as matrices of their own.
/// </summary>
internal static class Muon
{
    private const int Iterations = 4;

    private static readonly Scalar Momentum = 0.95.ToScalar();
    private static readonly Scalar A = 3.4445.ToScalar();
    private static readonly Scalar B = (-4.775).ToScalar();
    private static readonly Scalar C = 2.0315.ToScalar();
    private static readonly Scalar Tiny = 1e-7.ToScalar();

    /// <summary>Changes <paramref name="p"/> in place.</summary>
    /// <param name="p">The weight: [.., rows, columns].</param>
    /// <param name="g">Its gradient.</param>
    /// <param name="momentum">The moving sum of gradients; changed.</param>
    /// <param name="matrixRows">Rows of each of the matrices stacked in it.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">Weight decay, relative to the rate.</param>
    public static void Step(Tensor p, Tensor g, Tensor momentum, long matrixRows, double rate, double decay)
    {
        var columns = p.shape[^1];
        using var keep = (1 - rate * decay).ToScalar();
        using var step = (-rate * Math.Sqrt(Math.Max(1.0, (double)matrixRows / columns))).ToScalar();
        momentum.mul_(Momentum).Add_(g);
        var nesterov = g.add(momentum, Momentum).view(-1, matrixRows, columns);
        p.mul_(keep).add_(Orthogonal(nesterov).reshape(p.shape), step);
    }

    /// <summary>Matrices [N, a, b] with the singular values pushed towards 1.</summary>
    public static Tensor Orthogonal(Tensor g)
    {
        var tall = g.shape[1] > g.shape[2];
        var x = tall ? g.transpose(1, 2) : g;
        x = x / (x * x).sum([1L, 2L], true).sqrt_().add_(Tiny, Held.One);
        for (var i = 0; i < Iterations; i++)
        {
            var a = bmm(x, x.transpose(1, 2));
            var b = a.mul(B).add_(bmm(a, a), C);
            x = bmm(b, x).add_(x, A);
        }

        return tall ? x.transpose(1, 2) : x;
    }
}
