namespace MoeNotebooks.Kernels;

/// <summary>
/// The second half of an expert: y[p, o] = Wd[o] · z for each of its pairs. A row is one o of one expert hit.
/// </summary>
internal sealed unsafe class DownWork(ExpertPairs pairs) : RowWork
{
    public override void Run(int from, int end)
    {
        var (h, inner, product) = (pairs.Hidden, pairs.Inner, pairs.Product);
        var sums = stackalloc float[RowProduct.Tile * RowProduct.Room(Projection.MostTokens)];
        for (var row = from; row < end; )
        {
            ref readonly var expert = ref pairs.Of(row, h);
            var o = row % h;
            var rows = Math.Min(RowProduct.Tile, Math.Min(end - row, h - o)); // of one expert
            product.Run(
                (ushort*)expert.Down + ((long)o * inner),
                rows,
                pairs.Between + expert.Start,
                expert.Count,
                inner,
                sums
            );
            for (var n = 0; n < expert.Count; n++)
            {
                Store(pairs.Y + ((long)(expert.Start + n) * h) + o, rows, sums + n, RowProduct.Room(expert.Count));
            }

            row += rows;
        }
    }

    private static void Store(float* y, int rows, float* sums, int room)
    {
        for (var r = 0; r < rows; r++)
        {
            y[r] = sums[r * room];
        }
    }
}
