using System.Globalization;
using MoeNotebooks.Cli.Help;
using MoeNotebooks.Errors;
using Spectre.Console;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// A line per notebook; while it runs, on a terminal a line that changes, elsewhere one line every ten seconds.
/// </summary>
/// <param name="console">Where to.</param>
/// <param name="lively">Whether lines can be redrawn there.</param>
/// <param name="time">The clock.</param>
internal sealed class ConsoleScreen(IAnsiConsole console, bool lively, TimeProvider time) : IReproduceScreen
{
    private const int Spinner = 4; // columns before the line, and one that stays free behind it

    public async Task<RunResult> ShowAsync(Notebook notebook, Func<IRunWatch, Task<RunResult>> run)
    {
        if (lively)
        {
            return await console
                .Status()
                .StartAsync(Markup.Escape(notebook.Name), status =>
                    run(
                        new LineWatch(notebook.Name, TimeSpan.FromSeconds(0.2), time, line =>
                            status.Status = Markup.Escape(TextWrap.Cut(line, console.Profile.Width - Spinner))
                        )
                    )
                );
        }

        Line(notebook.Name + " …");
        return await run(new LineWatch(notebook.Name, TimeSpan.FromSeconds(10), time, Line));
    }

    public void Ended(Notebook notebook, RunResult result)
    {
        var seconds = result.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var (colour, word) = result.Status switch
        {
            RunStatus.Finished => ("green", "ran"),
            RunStatus.Stopped => ("yellow", "stopped"),
            _ => ("red", "failed"),
        };
        console.MarkupLineInterpolated($"[{colour}]{word}[/] {notebook.Name} in {seconds} s");
        if (result.Status == RunStatus.Failed)
        {
            console.MarkupLineInterpolated($"  in {result.Where}: {ErrorText.Name(result.ShortError)}");
        }
    }

    private void Line(string line) => console.WriteLine(line);
}
