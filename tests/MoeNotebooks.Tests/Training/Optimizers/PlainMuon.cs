namespace MoeNotebooks.Tests.Training.Optimizers;

/// <summary>Muon by its definition (Jordan et al. 2024), one matrix at a time in loops over doubles.</summary>
internal static class PlainMuon
{
    /// <summary>
    /// One step of a matrix: momentum, Nesterov's look ahead, five-term Newton-Schulz, a rate by the matrix's form.
    /// </summary>
    public static void Step(double[,] p, double[,] g, double[,] momentum, double rate, double decay)
    {
        var (rows, columns) = (p.GetLength(0), p.GetLength(1));
        var ahead = new double[rows, columns];
        Each(rows, columns, (i, j) =>
        {
            momentum[i, j] = (0.95 * momentum[i, j]) + g[i, j];
            ahead[i, j] = g[i, j] + (0.95 * momentum[i, j]);
        });
        var direction = Orthogonal(ahead);
        var length = rate * Math.Sqrt(Math.Max(1, (double)rows / columns));
        Each(rows, columns, (i, j) => p[i, j] -= (rate * decay * p[i, j]) + (length * direction[i, j]));
    }

    /// <summary>X / ‖X‖, then four times X ← 3.4445 X − 4.775 (XXᵀ) X + 2.0315 (XXᵀ)² X.</summary>
    public static double[,] Orthogonal(double[,] g)
    {
        var norm = Math.Sqrt(g.Cast<double>().Sum(value => value * value));
        var x = Made(g.GetLength(0), g.GetLength(1), (i, j) => g[i, j] / norm);
        for (var step = 0; step < 4; step++)
        {
            var once = Times(Times(x, Turned(x)), x);
            var twice = Times(Times(x, Turned(x)), once);
            var before = x;
            x = Made(x.GetLength(0), x.GetLength(1), (i, j) =>
                (3.4445 * before[i, j]) - (4.775 * once[i, j]) + (2.0315 * twice[i, j])
            );
        }

        return x;
    }

    private static double[,] Times(double[,] a, double[,] b) =>
        Made(a.GetLength(0), b.GetLength(1), (i, j) => Enumerable.Range(0, a.GetLength(1)).Sum(k => a[i, k] * b[k, j]));

    private static double[,] Turned(double[,] a) => Made(a.GetLength(1), a.GetLength(0), (i, j) => a[j, i]);

    private static double[,] Made(int rows, int columns, Func<int, int, double> value)
    {
        var made = new double[rows, columns];
        Each(rows, columns, (i, j) => made[i, j] = value(i, j));
        return made;
    }

    private static void Each(int rows, int columns, Action<int, int> work)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                work(i, j);
            }
        }
    }
}
