namespace MoeNotebooks.Checkpoints;

/// <summary>Every element type that the safetensors format defines.</summary>
#pragma warning disable CA1707, CA1720 // the format's own names
public enum TensorDType
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>4-bit float; two elements a byte.</summary>
    F4,

    /// <summary>6-bit float, 2 exponent and 3 mantissa bits.</summary>
    F6_E2M3,

    /// <summary>6-bit float, 3 exponent and 2 mantissa bits.</summary>
    F6_E3M2,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>8-bit float, 5 exponent and 2 mantissa bits.</summary>
    F8_E5M2,

    /// <summary>8-bit float, 4 exponent and 3 mantissa bits, no infinities (e4m3fn): DeepSeek-V3's weights.</summary>
    F8_E4M3,

    /// <summary>8-bit power of two (a scale).</summary>
    F8_E8M0,

    /// <summary>As <see cref="F8_E4M3"/> with one zero and one NaN.</summary>
    F8_E4M3FNUZ,

    /// <summary>As <see cref="F8_E5M2"/> with one zero and one NaN.</summary>
    F8_E5M2FNUZ,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE half.</summary>
    F16,

    /// <summary>bfloat16.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE single.</summary>
    F32,

    /// <summary>Complex of two IEEE singles.</summary>
    C64,

    /// <summary>IEEE double.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}
#pragma warning restore CA1707, CA1720
