namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Executes code cells one after the other; keeps what earlier cells defined. The one door to .NET Interactive.
/// </summary>
internal interface INotebookKernel : IAsyncDisposable
{
    /// <summary>Runs a cell to its end.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="output">Receives the outputs as they come, one at a time.</param>
    /// <param name="stop">Asks to give up. The kernel is of no more use then.</param>
    /// <returns>Whether the cell succeeded; where not, an output says why.</returns>
    /// <exception cref="KernelDiedException">The kernel ended before the cell did.</exception>
    Task<bool> RunAsync(string source, Action<CellOutput> output, CancellationToken stop);
}
