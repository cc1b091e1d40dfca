namespace MoeNotebooks.Kernels;

/// <summary>Work that falls into rows, each computed by itself and in the same way whoever computes it.</summary>
internal abstract class RowWork
{
    /// <summary>Computes the rows from <paramref name="from"/> to <paramref name="end"/>, exclusive.</summary>
    public abstract void Run(int from, int end);
}
