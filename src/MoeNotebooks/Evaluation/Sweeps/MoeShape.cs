namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>What an allocation needs to know of a model.</summary>
/// <param name="MoeLayers">How many MoE layers it has.</param>
/// <param name="TrainedTopK">How many experts a token uses as trained.</param>
public readonly record struct MoeShape(int MoeLayers, int TrainedTopK)
{
    /// <summary>DeepSeek-V2-Lite, the model of the paper's table 10.</summary>
    public static MoeShape DeepSeekV2Lite { get; } = new(26, 6);

    /// <summary>DeepSeek-V3, the model of the paper's table 11.</summary>
    public static MoeShape DeepSeekV3 { get; } = new(58, 8);
}
