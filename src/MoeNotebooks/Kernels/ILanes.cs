namespace MoeNotebooks.Kernels;

/// <summary>
/// What a product needs of a processor's vectors: several f32 side by side. One implementation per width; all give the
/// same sums up to rounding.
/// </summary>
/// <remarks>
/// A bf16 number is the upper half of an f32. Two neighbours fill 32 bits: shifted left the even one, masked the odd
/// one is an f32.
/// </remarks>
/// <typeparam name="TVector">The vector of f32.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>f32 in a vector, L.</summary>
    static abstract int Count { get; }

    /// <summary>L numbers.</summary>
    static abstract TVector Load(float* at);

    /// <summary>Writes L numbers.</summary>
    static abstract void Store(TVector vector, float* at);

    /// <summary>2L bf16 numbers as two vectors of f32: those at even and those at odd places.</summary>
    static abstract void Widen(ushort* at, out TVector even, out TVector odd);

    /// <summary>a · b + sum.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector sum);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>One number, L times.</summary>
    static abstract TVector All(float* at);

    /// <summary>silu(gate) · up.</summary>
    static abstract TVector Gated(TVector gate, TVector up);

    /// <summary>The sum of the L numbers.</summary>
    static abstract float Sum(TVector vector);
}
