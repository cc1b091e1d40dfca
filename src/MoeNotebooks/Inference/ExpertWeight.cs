namespace MoeNotebooks.Inference;

/// <summary>One expert that a token was sent to.</summary>
/// <param name="Expert">The expert, counted from 0.</param>
/// <param name="Weight">What its output is multiplied by before the outputs are added.</param>
public readonly record struct ExpertWeight(int Expert, float Weight)
{
    /// <summary>As <c>12 (0.31)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Expert} ({Weight:0.00})");
}
