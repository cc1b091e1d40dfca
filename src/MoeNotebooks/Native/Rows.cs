using static TorchSharp.torch;

namespace MoeNotebooks.Native;

/// <summary>Rows of a table by their numbers.</summary>
internal static class Rows
{
    /// <summary>
    /// The rows, as index_select(0, ...) gives them; unlike that it has a form for the meta device, on which steps are
    /// shown to look at no data.
    /// </summary>
    /// <param name="table">[R, ...].</param>
    /// <param name="rows">[P], from 0 to R - 1.</param>
    /// <returns>[P, ...].</returns>
    public static Tensor At(this Tensor table, Tensor rows) => table.index(TensorIndex.Tensor(rows));
}
