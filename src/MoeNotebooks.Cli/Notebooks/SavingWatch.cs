namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Saves the notebook after each cell, whole or not at all: a run that is killed leaves what it had.</summary>
/// <param name="output">The file.</param>
/// <param name="inner">Is told too.</param>
internal sealed class SavingWatch(string output, IRunWatch inner) : IRunWatch
{
    public void CellStarted(int number, int of) => inner.CellStarted(number, of);

    public void Output(CellOutput output) => inner.Output(output);

    public void CellEnded(Notebook notebook)
    {
        notebook.Save(output);
        inner.CellEnded(notebook);
    }
}
