using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace MoeNotebooks.Performance.Serving;

/// <summary>Fits the serving model to measured throughputs.</summary>
public static class ServingFit
{
    private const int Restarts = 3;
    private const double Tolerance = 1e-5;
    private const int MostSteps = 1500;

    /// <summary>Milliseconds from which the search begins: a few of overhead, tenths to read an expert, hundredths to compute one.</summary>
    private static readonly ServingModel Start = new(5, 0.2, 0.3, 0.1, 0.01, 8);

    /// <summary>The parameters with the least mean absolute percentage error.</summary>
    /// <param name="cells">Measured cells, more than the model has parameters.</param>
    public static ServingModel Fit(IReadOnlyList<ServingCell> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentOutOfRangeException.ThrowIfLessThan(cells.Count, 7);
        var objective = ObjectiveFunction.Value(point => Decode(point).PercentageError(cells));
        var best = Encode(Start);
        for (var restart = 0; restart < Restarts; restart++) // a simplex that has shrunk too early gets its size back
        {
            best = NelderMeadSimplex.Minimum(objective, best, Tolerance, MostSteps).MinimizingPoint;
        }

        return Decode(best);
    }

    /// <summary>Logarithms keep every parameter above zero and all of them of like size.</summary>
    private static Vector<double> Encode(ServingModel model) => Vector<double>.Build.DenseOfArray(
    [
        Math.Log(model.Fixed), Math.Log(model.Expert), Math.Log(model.Skew), Math.Log(model.Request),
        Math.Log(model.Active), Math.Log(model.WithoutGraph),
    ]);

    private static ServingModel Decode(Vector<double> point)
    {
        double[] values = [.. point.Select(Math.Exp)];
        return new ServingModel(values[0], values[1], values[2], values[3], values[4], values[5]);
    }
}
