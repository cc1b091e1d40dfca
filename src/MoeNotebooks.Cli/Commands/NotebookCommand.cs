using System.CommandLine;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe notebook run</c> and <c>moe notebook html</c>.</summary>
internal static class NotebookCommand
{
    public static Command Create() => new("notebook", "Run a notebook without Jupyter, or write it as one HTML page.")
    {
        CreateRun(),
        CreateHtml(),
    };

    private static Command CreateRun()
    {
        var input = new Argument<string>("NOTEBOOK") { Description = "The .ipynb file to run; it is not changed." };
        var output = new Argument<string>("OUT") { Description = "Where the executed notebook goes." };
        var parameters = NotebookOptions.Parameters();
        var timeout = NotebookOptions.Timeout();
        var force = NotebookOptions.Force();
        var command = new Command("run", "Run every cell and write the notebook with its outputs.") { input, output, parameters, timeout, force };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetRequiredValue(input),
            NotebookOptions.Output(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), parsed.GetValue(force)),
            NotebookOptions.Values(parsed.GetValue(parameters)),
            parsed.GetValue(timeout),
            stop));
        return command;
    }

    private static Command CreateHtml()
    {
        var input = new Argument<string>("NOTEBOOK") { Description = "An executed .ipynb file." };
        var output = new Argument<string>("OUT") { Description = "Where the page goes; it opens without a network." };
        var force = NotebookOptions.Force();
        var command = new Command("html", "Write an executed notebook as one page.") { input, output, force };
        command.SetAction(parsed =>
        {
            var path = NotebookOptions.Output(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), parsed.GetValue(force));
            AtomicFile.WriteText(path, NotebookReport.Write(Notebook.Load(parsed.GetRequiredValue(input))));
            return 0;
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string input, string output, IReadOnlyDictionary<string, JsonNode?> values, double timeout, CancellationToken stop)
    {
        var notebook = Notebook.Load(input);
        NotebookParameters.Inject(notebook, values);
        NotebookReferences.Check(notebook);
        var runner = new NotebookRunner(TimeSpan.FromSeconds(timeout), folder => new ProcessKernel(folder), TimeProvider.System);
        var result = await runner.RunAsync(notebook, new LineWatch(notebook.Name, TimeSpan.FromSeconds(10), TimeProvider.System, Console.Error.WriteLine), stop);
        notebook.Save(output);
        Console.WriteLine($"written: {output}");
        stop.ThrowIfCancellationRequested();
        if (result.Status == RunStatus.Finished)
        {
            return 0;
        }

        Console.Error.WriteLine($"moe: {input}: {result.Where}: {ErrorText.Name(result.ShortError)}");
        return 1;
    }
}
