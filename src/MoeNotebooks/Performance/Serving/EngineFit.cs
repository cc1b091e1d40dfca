using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace MoeNotebooks.Performance.Serving;

/// <summary>
/// Fits an engine's parameters to measurements: least squares of relative errors, by Levenberg and Marquardt.
/// </summary>
internal static class EngineFit
{
    private const double Normal95 = 1.96;
    private const int MostSteps = 200;
    private const double SmallestFactor = -20; // in logarithms: a figure that small does not matter any more
    private const double LargestFactor = 20;

    /// <summary>The engine with the parameters that fit best, each with its 95 % interval.</summary>
    /// <param name="engine">Where to begin; only its parameters change.</param>
    /// <param name="measured">Positive measurements, more than there are parameters.</param>
    /// <param name="predict">What an engine would have given, in the same order and unit.</param>
    public static EngineDescription Fit(
        EngineDescription engine,
        IReadOnlyList<double> measured,
        Func<EngineDescription, IReadOnlyList<double>> predict
    )
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(predict);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(measured.Count, engine.Parameters.Figures.Count);
        var logs = Vector<double>.Build.DenseOfEnumerable(measured.Select(value => Math.Log(value)));
        var rows = Vector<double>.Build.Dense(measured.Count, row => row);
        var objective = ObjectiveFunction.NonlinearModel(
            (point, _) =>
                Vector<double>.Build.DenseOfEnumerable(predict(At(engine, point)).Select(value => Math.Log(value))),
            rows,
            logs
        );
        // Logarithms keep every parameter above zero and all of them of like size.
        var start = Vector<double>.Build.DenseOfEnumerable(
            engine.Parameters.Figures.Select(figure => Math.Log(figure.Value))
        );
        var best = new LevenbergMarquardtMinimizer(maximumIterations: MostSteps).FindMinimum(objective, start);
        return At(engine, best.MinimizingPoint, best.StandardErrors);
    }

    private static EngineDescription At(
        EngineDescription engine,
        Vector<double> point,
        Vector<double>? errors = null
    ) =>
        engine with
        {
            Parameters = engine.Parameters.With([
                .. point.Select((log, i) => Figure(log, Normal95 * (errors?[i] ?? 0))),
            ]),
        };

    private static FittedFigure Figure(double log, double margin) =>
        new(Exp(log), Exp(log - margin), Exp(log + margin));

    private static double Exp(double log) => Math.Exp(Math.Clamp(log, SmallestFactor, LargestFactor));
}
