namespace MoeNotebooks.Cli.Notebooks;

/// <summary>Is told how the run of a notebook goes.</summary>
internal interface IRunWatch
{
    /// <summary>A code cell begins.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="of">How many there are.</param>
    void CellStarted(int number, int of);

    /// <summary>The running cell put something out; may come from any thread.</summary>
    void Output(CellOutput output);

    /// <summary>A code cell ended, well or not; its outputs are in the notebook.</summary>
    void CellEnded(Notebook notebook);
}
