namespace MoeNotebooks.Measurement;

/// <summary>The type of a layer's weights and activations; the value is its bytes.</summary>
public enum WeightPrecision
{
    /// <summary>
    /// 16 bits, the range of f32: what checkpoints hold. Much faster than f32 where the processor multiplies it.
    /// </summary>
    BFloat16 = 2,

    /// <summary>32 bits.</summary>
    Float32 = 4,
}
