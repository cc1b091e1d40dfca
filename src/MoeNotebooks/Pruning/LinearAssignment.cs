namespace MoeNotebooks.Pruning;

/// <summary>Gives each of n rows a column of its own so that the sum of the scores is largest: the Hungarian method,
/// row by row along the cheapest path, O(n³).</summary>
internal static class LinearAssignment
{
    /// <summary>Assigns.</summary>
    /// <param name="scores">[n · n], row by row.</param>
    /// <param name="n">How many rows and columns.</param>
    /// <returns>[n], the column of each row.</returns>
    public static int[] Largest(ReadOnlySpan<double> scores, int n)
    {
        // Prices of rows and columns keep row + column <= cost = -score, with equality where assigned; index 0 stands
        // for "none yet".
        var (rowPrice, columnPrice) = (new double[n + 1], new double[n + 1]);
        int[] rowOf = new int[n + 1],
            from = new int[n + 1];
        var (slack, done) = (new double[n + 1], new bool[n + 1]);
        for (var row = 1; row <= n; row++)
        {
            (rowOf[0], var column) = (row, 0);
            Array.Fill(slack, double.PositiveInfinity);
            Array.Clear(done);
            while (rowOf[column] != 0)
            {
                done[column] = true;
                var (at, step, next) = (rowOf[column], double.PositiveInfinity, 0);
                for (var j = 1; j <= n; j++)
                {
                    if (!done[j])
                    {
                        var left = -scores[((at - 1) * n) + j - 1] - rowPrice[at] - columnPrice[j];
                        (slack[j], from[j]) = left < slack[j] ? (left, column) : (slack[j], from[j]);
                        (step, next) = slack[j] < step ? (slack[j], j) : (step, next);
                    }
                }

                for (var j = 0; j <= n; j++)
                {
                    if (done[j])
                    {
                        rowPrice[rowOf[j]] += step;
                        columnPrice[j] -= step;
                    }
                    else
                    {
                        slack[j] -= step;
                    }
                }

                column = next;
            }

            for (; column != 0; column = from[column])
            {
                rowOf[column] = rowOf[from[column]];
            }
        }

        var columns = new int[n];
        for (var j = 1; j <= n; j++)
        {
            columns[rowOf[j] - 1] = j - 1;
        }

        return columns;
    }
}
