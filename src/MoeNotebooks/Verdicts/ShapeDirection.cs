using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Verdicts;

/// <summary>
/// What the mirror images of one shape say: whether the first or the last layers need the experts more.
/// </summary>
/// <param name="Shape">Monotone, peak, valley or mixed.</param>
/// <param name="Pairs">Pairs that could differ.</param>
/// <param name="Difference">Descending minus ascending, the mean over the pairs, in points.</param>
/// <param name="Evidence">How that was tested, in a few words.</param>
/// <param name="Finding">Better: the descending ones are; worse: the ascending ones are.</param>
public sealed record ShapeDirection(string Shape, int Pairs, double Difference, string Evidence, Finding Finding)
{
    /// <summary>
    /// Lower end of the 95 % interval, corrected for the number of shapes; <see langword="null"/> without answers.
    /// </summary>
    public double? Low { get; init; }

    /// <summary>Upper end of it.</summary>
    public double? High { get; init; }

    /// <summary>The p-value, corrected.</summary>
    public double? P { get; init; }

    /// <summary>The smallest true difference that the test finds in four cases of five.</summary>
    public double? SmallestSeen { get; init; }

    /// <summary>The finding in words.</summary>
    public string InWords =>
        Finding switch
        {
            Finding.Better => "descending better",
            Finding.Worse => "ascending better",
            _ => "not shown either way",
        };
}
