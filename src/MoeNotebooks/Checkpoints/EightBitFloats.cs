using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// The format's floating-point types of one byte, each by a table of its 256 values: TorchSharp holds them as raw
/// bytes.
/// </summary>
internal static class EightBitFloats
{
    private const long PieceElements = 1 << 20;

    private static readonly Dictionary<TensorDType, float[]> Tables = new[]
    {
        TensorDType.F8_E4M3,
        TensorDType.F8_E5M2,
        TensorDType.F8_E8M0,
        TensorDType.F8_E4M3FNUZ,
        TensorDType.F8_E5M2FNUZ,
    }.ToDictionary(
        dtype => dtype,
        dtype => Enumerable.Range(0, 256).Select(code => Decode(dtype, (byte)code)).ToArray()
    );

    /// <summary>Whether a type is one of them.</summary>
    /// <param name="dtype">The element type.</param>
    public static bool Contain(TensorDType dtype) => Tables.ContainsKey(dtype);

    /// <summary>The number that a byte stands for.</summary>
    /// <param name="dtype">One of these types.</param>
    /// <param name="code">The byte.</param>
    public static float Decode(TensorDType dtype, byte code) =>
        dtype switch
        {
            TensorDType.F8_E4M3 => (code & 127) == 127 ? float.NaN : Signed(code, mantissaBits: 3, bias: 7),
            TensorDType.F8_E5M2 when (code & 124) == 124 => (code & 3) != 0 ? float.NaN
            : code < 128 ? float.PositiveInfinity
            : float.NegativeInfinity,
            TensorDType.F8_E5M2 => Signed(code, mantissaBits: 2, bias: 15),
            TensorDType.F8_E4M3FNUZ => code == 128 ? float.NaN : Signed(code, mantissaBits: 3, bias: 8),
            TensorDType.F8_E5M2FNUZ => code == 128 ? float.NaN : Signed(code, mantissaBits: 2, bias: 16),
            TensorDType.F8_E8M0 => code == 255 ? float.NaN : MathF.ScaleB(1, code - 127), // a power of two, without sign
            _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "is no float of 8 bits"),
        };

    /// <summary>The 256 values, [256] in f32, in the order of their bytes.</summary>
    internal static Tensor Table(TensorDType dtype) => tensor(Tables[dtype]);

    /// <summary>The numbers of raw bytes, of the same shape, a piece at a time.</summary>
    internal static Tensor Convert(Tensor codes, TensorDType source, ScalarType target, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var (values, flat) = (Table(source), codes.view(-1)); // [256] and [elements]
        var result = empty(codes.shape, target, device ?? CPU);
        var into = result.view(-1);
        for (var done = 0L; done < flat.shape[0]; done += PieceElements)
        {
            using var piece = NewDisposeScope();
            var count = Math.Min(PieceElements, flat.shape[0] - done);
            into.narrow(0, done, count).copy_(values.index_select(0, flat.narrow(0, done, count).to(ScalarType.Int32)));
        }

        return result.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Sign, exponent and mantissa; exponent 0 is that of the smallest normal, without the leading one.
    /// </summary>
    private static float Signed(byte code, int mantissaBits, int bias)
    {
        var (exponent, mantissa) = ((code & 127) >> mantissaBits, code & ((1 << mantissaBits) - 1));
        var size =
            exponent == 0
                ? MathF.ScaleB(mantissa, 1 - bias - mantissaBits)
                : MathF.ScaleB((1 << mantissaBits) + mantissa, exponent - bias - mantissaBits);
        return code < 128 ? size : -size;
    }
}
