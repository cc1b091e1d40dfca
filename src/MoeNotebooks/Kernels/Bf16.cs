namespace MoeNotebooks.Kernels;

/// <summary>One bf16 number: the upper half of an f32.</summary>
internal static class Bf16
{
    /// <summary>Its value.</summary>
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>The nearest one, of two equally near the even one, as libtorch rounds; NaN stays NaN.</summary>
    public static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
