namespace MoeNotebooks.Routing;

/// <summary>What a group of experts is chosen by.</summary>
public enum GroupScore
{
    /// <summary>Its best expert's score (DeepSeek-V2).</summary>
    Maximum,

    /// <summary>The sum of its two best experts' scores (DeepSeek-V3).</summary>
    TopTwoSum,
}
