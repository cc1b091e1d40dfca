using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary>Engines ready to be asked.</summary>
/// <param name="Setting">What their steps have in common.</param>
/// <param name="Engines">The engines.</param>
/// <param name="Tokens">The ids that prompts are drawn from.</param>
/// <param name="Described">What is measured, in words.</param>
/// <param name="Held">What is to be let go at the end.</param>
internal sealed record OpenedEngines(
    LoadSetting Setting,
    IReadOnlyList<LoadEngine> Engines,
    IReadOnlyList<int> Tokens,
    string Described,
    params IReadOnlyList<IDisposable> Held
) : IDisposable
{
    public void Dispose()
    {
        foreach (var held in Held)
        {
            held.Dispose();
        }
    }
}
