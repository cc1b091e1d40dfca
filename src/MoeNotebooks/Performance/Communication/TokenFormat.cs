namespace MoeNotebooks.Performance.Communication;

/// <summary>In how many bytes one element of a token travels.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Dispatch">On the way to its experts.</param>
/// <param name="Combine">On the way back, where results are added up.</param>
public sealed record TokenFormat(string Name, double Dispatch, double Combine)
{
    private const int ScaledTogether = 128; // elements that share one f32 scale (arXiv 2412.19437, section 3.3)

    /// <summary>bf16 both ways.</summary>
    public static TokenFormat Bf16 { get; } = new("bf16", 2, 2);

    /// <summary>fp8 with its scales to the experts, bf16 back: what DeepSeek-V3 does.</summary>
    public static TokenFormat Fp8Dispatch { get; } = new("fp8, bf16 back", 1 + (4.0 / ScaledTogether), 2);
}
