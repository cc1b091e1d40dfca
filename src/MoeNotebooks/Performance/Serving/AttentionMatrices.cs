using MoeNotebooks.Configs;

namespace MoeNotebooks.Performance.Serving;

/// <summary>The products of one layer's attention.</summary>
internal static class AttentionMatrices
{
    public static IReadOnlyList<WeightMatrix> Of(AttentionConfig attention, double hidden) =>
        attention switch
        {
            MlaConfig mla => Latent(mla, hidden),
            GqaConfig gqa =>
            [
                new(hidden, (gqa.Heads + (2.0 * gqa.KeyValueHeads)) * gqa.HeadDim, Sharding.Columns),
                new((double)gqa.Heads * gqa.HeadDim, hidden, Sharding.Rows),
            ],
            _ => throw new NotSupportedException(attention.GetType().Name),
        };

    /// <summary>The products into latent vectors are whole on every device: all heads need their outputs.</summary>
    private static List<WeightMatrix> Latent(MlaConfig mla, double hidden)
    {
        var queries = (double)mla.Heads * mla.QueryDim;
        List<WeightMatrix> products = mla.QueryLatentDim is { } rank
            ? [new(hidden, rank, Sharding.Whole), new(rank, queries, Sharding.Columns)]
            : [new(hidden, queries, Sharding.Columns)];
        products.Add(new(hidden, mla.LatentDim + mla.Rope.Dim, Sharding.Whole));
        // Absorbed, head by head
        products.Add(new(mla.LatentDim, (double)mla.Heads * (mla.NopeDim + mla.ValueDim), Sharding.Columns));
        products.Add(new((double)mla.Heads * mla.ValueDim, hidden, Sharding.Rows));
        return products;
    }
}
