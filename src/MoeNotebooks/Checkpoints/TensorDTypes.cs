using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>What the format's element types mean: their size, and their twin in TorchSharp.</summary>
internal static class TensorDTypes
{
    private static readonly TensorDType[] All = Enum.GetValues<TensorDType>();
    private static readonly byte[][] Names =
    [
        .. All.Select(dtype => System.Text.Encoding.ASCII.GetBytes(dtype.ToString())),
    ];

    /// <summary>Bits of one element; below 8 for the packed types.</summary>
    /// <param name="dtype">The element type.</param>
    public static int Bits(this TensorDType dtype) =>
        dtype switch
        {
            TensorDType.F4 => 4,
            TensorDType.F6_E2M3 or TensorDType.F6_E3M2 => 6,
            <= TensorDType.F8_E5M2FNUZ => 8,
            <= TensorDType.BF16 => 16,
            <= TensorDType.F32 => 32,
            _ => 64,
        };

    /// <summary>
    /// Whether an element is a real floating-point number that this kit reads by its value: what a weight can be.
    /// </summary>
    /// <param name="dtype">The element type.</param>
    public static bool IsReal(this TensorDType dtype) =>
        dtype is TensorDType.BF16 or TensorDType.F16 or TensorDType.F32 or TensorDType.F64
        || EightBitFloats.Contain(dtype);

    /// <summary>
    /// The TorchSharp type that holds an element as it lies in the file; 8-bit floats are held as raw bytes.
    /// <see langword="null"/> where TorchSharp has none (packed and unsigned types).
    /// </summary>
    /// <param name="dtype">The element type.</param>
    public static ScalarType? Scalar(this TensorDType dtype) =>
        dtype switch
        {
            TensorDType.BOOL => ScalarType.Bool,
            TensorDType.I8 => ScalarType.Int8,
            TensorDType.I16 => ScalarType.Int16,
            TensorDType.F16 => ScalarType.Float16,
            TensorDType.BF16 => ScalarType.BFloat16,
            TensorDType.I32 => ScalarType.Int32,
            TensorDType.F32 => ScalarType.Float32,
            TensorDType.C64 => ScalarType.ComplexFloat32,
            TensorDType.F64 => ScalarType.Float64,
            TensorDType.I64 => ScalarType.Int64,
            _ => dtype.Bits() == 8 ? ScalarType.Byte : null,
        };

    /// <summary>The format's type for a TorchSharp one; <see langword="null"/> where it has none.</summary>
    /// <param name="scalar">TorchSharp's type.</param>
    public static TensorDType? From(ScalarType scalar)
    {
        var found = Array.FindIndex(All, dtype => dtype.Scalar() == scalar); // bytes: U8 is the first of them
        return found < 0 ? null : All[found];
    }

    /// <summary>The type of that exact name; <see langword="null"/> where the format has none.</summary>
    internal static TensorDType? Parse(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                return All[i];
            }
        }

        return null;
    }
}
