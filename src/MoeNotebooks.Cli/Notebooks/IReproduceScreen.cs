namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Shows a person how the notebooks get on.</summary>
internal interface IReproduceScreen
{
    /// <summary>Shows one notebook while it runs.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="run">Runs it, telling the watch it is given.</param>
    Task<RunResult> ShowAsync(Notebook notebook, Func<IRunWatch, Task<RunResult>> run);

    /// <summary>Says how it went.</summary>
    void Ended(Notebook notebook, RunResult result);
}
