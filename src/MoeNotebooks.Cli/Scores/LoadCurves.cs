using MoeNotebooks.Results;

namespace MoeNotebooks.Cli.Scores;

/// <summary>
/// The speedups of one series over the model as trained, by whom they are told; <see langword="null"/> where that was
/// not run.
/// </summary>
/// <param name="Quoted">The paper's.</param>
/// <param name="Measured">The H100's.</param>
/// <param name="Predicted">The cost model's.</param>
internal sealed record LoadCurves(LoadCurve? Quoted, LoadCurve? Measured, LoadCurve? Predicted)
{
    /// <param name="throughput">The paper's table beside the cost model's.</param>
    /// <param name="gpu">The H100's table.</param>
    /// <param name="series">The column: <c>na2</c>.</param>
    /// <param name="trained">The column of the model as trained.</param>
    public static LoadCurves Of(
        IReadOnlyList<CsvRow>? throughput,
        IReadOnlyList<CsvRow>? gpu,
        string series,
        string trained
    ) =>
        new(
            LoadCurve.OfTable(throughput, series, trained, "Quoted"),
            LoadCurve.OfGpu(gpu, series),
            LoadCurve.OfTable(throughput, series, trained, "Predicted")
        );

    /// <summary>
    /// A claim about the course of all curves: agrees where it holds for each, in part where some come near it.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="published">The paper's curve, where no notebook quoted it.</param>
    /// <param name="course">The points of a curve that are told.</param>
    /// <param name="holds">Whether a curve bears the claim out.</param>
    /// <param name="comesNear">Whether it does in part.</param>
    /// <param name="command">The command that makes the row.</param>
    public ScoreRow Score(
        string claim,
        LoadCurve published,
        Func<LoadCurve, ResultKind, string, IEnumerable<Reading>> course,
        Func<LoadCurve, bool> holds,
        Func<LoadCurve, bool> comesNear,
        string command
    )
    {
        LoadCurve[] found = [.. new[] { Quoted, Measured, Predicted }.OfType<LoadCurve>()];
        return new(
            claim,
            [.. course(Quoted ?? published, ResultKind.Quoted, string.Empty)],
            Measured is null ? null : [.. course(Measured, ResultKind.Measured, "H100, decoding alone")],
            Predicted is null ? null : [.. course(Predicted, ResultKind.Predicted, string.Empty)],
            found.Length == 0 ? null
                : found.All(holds) ? Agreement.Agrees
                : found.Any(comesNear) ? Agreement.AgreesInPart
                : Agreement.Disagrees,
            command
        );
    }
}
