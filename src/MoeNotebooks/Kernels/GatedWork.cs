namespace MoeNotebooks.Kernels;

/// <summary>
/// The first half of an expert, equation 1: z[p, i] = silu(Wg[i] · x) · (Wu[i] · x) for each of its pairs. A row is one
/// i of one expert hit.
/// </summary>
internal sealed unsafe class GatedWork(ExpertPairs pairs) : RowWork
{
    public override void Run(int from, int end)
    {
        var (h, inner, product) = (pairs.Hidden, pairs.Inner, pairs.Product);
        var gate = stackalloc float[RowProduct.Tile * RowProduct.Room(Projection.MostTokens)];
        var up = stackalloc float[RowProduct.Tile * RowProduct.Room(Projection.MostTokens)];
        for (var row = from; row < end; )
        {
            ref readonly var expert = ref pairs.Of(row, inner);
            var i = row % inner;
            var rows = Math.Min(RowProduct.Tile, Math.Min(end - row, inner - i)); // of one expert
            product.Run((ushort*)expert.Gate + ((long)i * h), rows, pairs.X + expert.Start, expert.Count, h, gate);
            product.Run((ushort*)expert.Up + ((long)i * h), rows, pairs.X + expert.Start, expert.Count, h, up);
            Store(expert, i, rows, gate, up);
            row += rows;
        }
    }

    private void Store(in HitExpert expert, int i, int rows, float* gate, float* up)
    {
        var room = RowProduct.Room(expert.Count);
        for (var r = 0; r < rows; r++)
        {
            var place = pairs.Product.Place(i + r, pairs.Inner);
            for (var n = 0; n < expert.Count; n++)
            {
                var g = gate[(r * room) + n];
                pairs.Between[expert.Start + n][place] = g / (1 + MathF.Exp(-g)) * up[(r * room) + n];
            }
        }
    }
}
