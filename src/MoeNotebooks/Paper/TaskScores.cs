namespace MoeNotebooks.Paper;

/// <summary>Accuracy on the paper's six tasks, in percent, as one printed row gives it.</summary>
/// <param name="ArcChallenge">ARC-Challenge.</param>
/// <param name="ArcEasy">ARC-Easy.</param>
/// <param name="BoolQ">BoolQ.</param>
/// <param name="OpenBookQA">OpenBookQA.</param>
/// <param name="Rte">RTE.</param>
/// <param name="WinoGrande">WinoGrande.</param>
/// <param name="PrintedAverage">The average as printed; <see cref="Mean"/> is the one its six numbers give.</param>
public sealed record TaskScores(
    double ArcChallenge,
    double ArcEasy,
    double BoolQ,
    double OpenBookQA,
    double Rte,
    double WinoGrande,
    double PrintedAverage
)
{
    /// <summary>The tasks' names, in the order of <see cref="Each"/>.</summary>
    public static IReadOnlyList<string> TaskNames { get; } =
    ["arc_challenge", "arc_easy", "boolq", "openbookqa", "rte", "winogrande"];

    /// <summary>The six scores in the order of <see cref="TaskNames"/>.</summary>
    public IReadOnlyList<double> Each => [ArcChallenge, ArcEasy, BoolQ, OpenBookQA, Rte, WinoGrande];

    /// <summary>Items in the split that each task is evaluated on, in the order of <see cref="TaskNames"/>.</summary>
    public static IReadOnlyList<int> Items { get; } = [1172, 2376, 3270, 500, 277, 1267];

    /// <summary>The plain mean of the six scores, the paper's summary of a row.</summary>
    public double Mean => Each.Average();

    /// <summary>
    /// The standard error of <see cref="Mean"/> in points: what another draw of as many questions would change it by.
    /// The paper gives none; this is the binomial one of each task, combined.
    /// </summary>
    public double StandardError =>
        Math.Sqrt(Each.Zip(Items, (score, items) => score * (100 - score) / (items - 1)).Sum()) / Each.Count;
}
