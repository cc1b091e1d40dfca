using System.CommandLine;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Cli.Reports;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe notebook run</c>, <c>export</c> and <c>html</c>.</summary>
internal static class NotebookCommand
{
    public static Command Create() =>
        new("notebook", "Run a notebook without Jupyter, or write it as a C# program or an HTML page.")
        {
            CreateRun(),
            CreateExport(),
            CreateHtml(),
        };

    private static Command CreateRun()
    {
        var input = new Argument<string>("NOTEBOOK") { Description = "The .ipynb file to run; it is not changed." };
        var output = new Argument<string?>("OUT")
        {
            Description = "The same as --out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var named = new Option<string?>("--out")
        {
            Description = "Where the executed notebook goes; saved after every cell.",
            HelpName = "FILE",
        };
        var parameters = NotebookOptions.Parameters();
        var timeout = NotebookOptions.Timeout();
        var force = NotebookOptions.Force();
        var command = new Command(
            "run",
            "Run every cell and write the notebook with its outputs. Example: moe notebook run notebooks/00-quickstart.ipynb --out out.ipynb -p questions=20"
        )
        {
            input,
            output,
            named,
            parameters,
            timeout,
            force,
        };
        command.SetAction(
            (parsed, stop) =>
                RunAsync(
                    parsed.GetRequiredValue(input),
                    NotebookOptions.Output(
                        parsed.GetRequiredValue(input),
                        NotebookOptions.One(parsed.GetValue(output), parsed.GetValue(named)),
                        parsed.GetValue(force)
                    ),
                    NotebookOptions.Values(parsed.GetValue(parameters)),
                    parsed.GetValue(timeout),
                    stop
                )
        );
        return command;
    }

    private static Command CreateExport()
    {
        var input = new Argument<string>("NOTEBOOK") { Description = "The .ipynb file." };
        var output = new Option<string>("--out")
        {
            Description = "The program's file, NAME.cs: start it with 'dotnet run -c Release NAME.cs'.",
            HelpName = "FILE",
            Required = true,
        };
        var force = NotebookOptions.Force();
        var command = new Command(
            "export",
            "Write a notebook as a C# program in one file, which needs the .NET SDK and no notebook kernel."
        )
        {
            input,
            output,
            force,
        };
        command.SetAction(parsed =>
        {
            var path = NotebookOptions.Output(
                parsed.GetRequiredValue(input),
                parsed.GetRequiredValue(output),
                parsed.GetValue(force)
            );
            AtomicFile.WriteText(path, NotebookExport.Write(Notebook.Load(parsed.GetRequiredValue(input)), path));
            Console.WriteLine($"written: {path}");
            return 0;
        });
        return command;
    }

    private static Command CreateHtml()
    {
        var input = new Argument<string>("NOTEBOOK") { Description = "An executed .ipynb file." };
        var output = new Argument<string?>("OUT")
        {
            Description = "The same as --out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var named = new Option<string?>("--out")
        {
            Description = "Where the page goes; it opens without a network.",
            HelpName = "FILE",
        };
        var force = NotebookOptions.Force();
        var command = new Command("html", "Write an executed notebook as one page.") { input, output, named, force };
        command.SetAction(parsed =>
        {
            var path = NotebookOptions.Output(
                parsed.GetRequiredValue(input),
                NotebookOptions.One(parsed.GetValue(output), parsed.GetValue(named)),
                parsed.GetValue(force)
            );
            AtomicFile.WriteText(path, NotebookReport.Write(Notebook.Load(parsed.GetRequiredValue(input))));
            return 0;
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string input,
        string output,
        IReadOnlyDictionary<string, JsonNode?> values,
        double timeout,
        CancellationToken stop
    )
    {
        var notebook = Notebook.Load(input);
        ErrorBanner.Remove(notebook);
        NotebookParameters.Inject(notebook, values);
        NotebookReferences.Check(notebook);
        var runner = new NotebookRunner(
            TimeSpan.FromSeconds(timeout),
            folder => new ProcessKernel(folder),
            TimeProvider.System
        );
        notebook.Save(output);
        var progress = new LineWatch(
            notebook.Name,
            TimeSpan.FromSeconds(10),
            TimeProvider.System,
            Console.Error.WriteLine
        );
        var result = await runner.RunAsync(notebook, new SavingWatch(output, progress), stop);
        ErrorBanner.Put(notebook, result);
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
