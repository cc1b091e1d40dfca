using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// Random matrices [..., rows, columns] of variance 1 / columns, so that activations keep their size, for measurements
/// of speed.
/// </summary>
internal static class RandomRows
{
    /// <summary>
    /// Rows drawn at random and then repeated: speed does not depend on the values, and drawing takes time. A prime, so
    /// that experts differ. A router's rows must all be drawn: two experts with one row would always be chosen
    /// together.
    /// </summary>
    public const int Usual = 61;

    /// <summary>Makes one, outside any dispose scope.</summary>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="drawn">How many rows are drawn before they repeat.</param>
    /// <param name="chance">Draws them.</param>
    /// <param name="type">Its type.</param>
    /// <param name="device">Where it lies.</param>
    public static Tensor Draw(long[] shape, int drawn, Generator chance, ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        var rows = shape[..^1].Aggregate((a, b) => checked(a * b));
        drawn = (int)Math.Min(drawn, rows);
        var some = randn([drawn, shape[^1]], generator: chance)
            .Scale_(1 / Math.Sqrt(shape[^1]))
            .to_type(type)
            .to(device);
        return (drawn == rows ? some : some.repeat((rows + drawn - 1) / drawn, 1).narrow(0, 0, rows))
            .view(shape)
            .DetachFromDisposeScope();
    }
}
