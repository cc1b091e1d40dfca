namespace MoeNotebooks.Configs;

/// <summary>YaRN: slow frequencies are divided by a factor, fast ones are left, those between are blended.</summary>
/// <param name="Factor">The factor.</param>
/// <param name="OriginalPositions">The context that the model was first trained with, in tokens.</param>
public sealed record YarnConfig(double Factor, int OriginalPositions)
{
    /// <summary>Rotations within the original context above which a frequency is left as it is.</summary>
    /// <value>The default value is 32.</value>
    public double BetaFast { get; init; } = 32;

    /// <summary>Rotations below which it is divided by the whole factor.</summary>
    /// <value>The default value is 1.</value>
    public double BetaSlow { get; init; } = 1;

    /// <summary>Whether the range in which frequencies are blended is widened to whole numbers.</summary>
    /// <value>The default value is true.</value>
    public bool Truncate { get; init; } = true;

    /// <summary>Weight of the logarithmic correction of cosines and sines.</summary>
    public double? MScale { get; init; }

    /// <summary>Weight of the same correction of attention's scale.</summary>
    public double? MScaleAllDim { get; init; }

    /// <summary>The correction of cosines and sines where the config gives it outright.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>What cosines and sines are multiplied by.</summary>
    public double RotaryScale =>
        AttentionFactor
        ?? (MScale is > 0 and { } m && MScaleAllDim is > 0 and { } all ? Magnitude(m) / Magnitude(all) : Magnitude(1));

    /// <summary>What DeepSeek multiplies attention's scale by: magnitude(mscale_all_dim)².</summary>
    public double SoftmaxScale => MScaleAllDim is > 0 and { } all ? Magnitude(all) * Magnitude(all) : 1;

    private double Magnitude(double weight) => Factor <= 1 ? 1 : (0.1 * weight * Math.Log(Factor)) + 1;
}
