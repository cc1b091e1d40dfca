using MoeNotebooks.Cli.Notebooks;

namespace MoeNotebooks.Tests.Notebooks;

internal sealed class SilentWatch : IRunWatch
{
    public void CellStarted(int number, int of) { }

    public void Output(CellOutput output) { }

    public void CellEnded(Notebook notebook) { }
}
