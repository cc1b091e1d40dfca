namespace MoeNotebooks.Training.Acceptance;

/// <summary>One thing that a mini model must show, so that the paper's questions have answers in it.</summary>
/// <param name="Claim">What it must show.</param>
/// <param name="Measured">What it shows.</param>
/// <param name="Passed">Whether that is enough.</param>
public sealed record AcceptanceLine(string Claim, string Measured, bool Passed)
{
    /// <summary>A row of a Markdown table.</summary>
    public override string ToString() => $"| {Claim} | {Measured} | {(Passed ? "pass" : "FAIL")} |";
}
