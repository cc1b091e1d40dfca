using TorchSharp;
using static TorchSharp.torch;

namespace MoeNotebooks.Native;

/// <summary>
/// Numbers given to libtorch, held during the call. TorchSharp wraps each number in an object that nothing else refers
/// to; a garbage collection at that moment frees it before libtorch reads it, and the call fails ("Expected false to be
/// true") or reads another number. Even a + b is such a call: its second operand has a factor, 1.
/// <c>BannedSymbols.TorchSharp.txt</c> keeps the unsafe forms out, those that TorchSharp 0.107 implements with a
/// passing number among them.
/// </summary>
internal static class Held
{
    /// <summary>0.</summary>
    public static Scalar Zero { get; } = 0.ToScalar();

    /// <summary>1.</summary>
    public static Scalar One { get; } = 1.ToScalar();

    /// <summary>-∞, the score of what must not be chosen.</summary>
    public static Scalar MinusInfinity { get; } = float.NegativeInfinity.ToScalar();

    /// <summary>-1.</summary>
    public static Scalar MinusOne { get; } = (-1).ToScalar();

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a - b.</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, MinusOne);

    /// <summary>a + b, written into a.</summary>
    public static Tensor Add_(this Tensor a, Tensor b) => a.add_(b, One);

    /// <summary>a - b, written into a.</summary>
    public static Tensor Subtract_(this Tensor a, Tensor b) => a.add_(b, MinusOne);

    /// <summary>x + number, written into x.</summary>
    public static Tensor Add_(this Tensor x, double number)
    {
        using var held = number.ToScalar();
        return x.add_(held, One);
    }

    /// <summary>x · number.</summary>
    public static Tensor Times(this Tensor x, double number)
    {
        using var held = number.ToScalar();
        return x.mul(held);
    }

    /// <summary>x · number; whole numbers stay whole.</summary>
    public static Tensor Times(this Tensor x, long number)
    {
        using var held = number.ToScalar();
        return x.mul(held);
    }

    /// <summary>x · number, written into x.</summary>
    public static Tensor Scale_(this Tensor x, double number)
    {
        using var held = number.ToScalar();
        return x.mul_(held);
    }

    /// <summary>x between two bounds, each optional.</summary>
    public static Tensor Clamp(this Tensor x, double? from = null, double? to = null)
    {
        using var low = from?.ToScalar();
        using var high = to?.ToScalar();
        return x.clamp(low, high);
    }

    /// <summary>The whole numbers from <paramref name="first"/> to <paramref name="end"/>, exclusive.</summary>
    public static Tensor Range(long first, long end)
    {
        using Scalar from = first.ToScalar(),
            to = end.ToScalar();
        return arange(from, to, One, ScalarType.Int64);
    }
}
