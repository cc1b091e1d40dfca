using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Tests.Notebooks;

namespace MoeNotebooks.ProcessTests.Notebooks;

/// <summary>
/// Every notebook and every solution, run once for all tests of a class: each in a real kernel of its own, with its
/// quick parameters or shorter ones. As many run side by side as there are cores, libtorch with one thread in each,
/// because half of the time is one thread's.
/// </summary>
public sealed class KernelRuns : IAsyncLifetime
{
    private const string Threads = "OMP_NUM_THREADS";
    private readonly ConcurrentDictionary<string, NotebookRun> _runs = new();
    private readonly TemporaryFolder _folder = new();

    internal NotebookRun this[string name] => _runs[name];

    public async ValueTask InitializeAsync()
    {
        var before = Environment.GetEnvironmentVariable(Threads);
        Environment.SetEnvironmentVariable(Threads, "1"); // kernels inherit it
        try
        {
            // the last notebooks are the longest, so that they begin first
            string[] names =
            [
                .. NotebookLintTests.All.Select(row => row.Data).OrderDescending(),
                .. NotebookCellsTests.Solutions.Select(row => row.Data),
            ];
            var options = new ParallelOptions
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                CancellationToken = TestContext.Current.CancellationToken,
            };
            await Parallel.ForEachAsync(names, options, async (name, stop) => _runs[name] = await RunAsync(name, stop));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Threads, before);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<NotebookRun> RunAsync(string name, CancellationToken stop)
    {
        var notebook = Notebook.Load(Path.Combine(NotebookLintTests.Folder, name));
        NotebookParameters.Inject(notebook, Parameters(name, notebook.Quick));
        var isSolution = name.Contains('/', StringComparison.Ordinal);
        await using var kernel = new ProcessKernel(notebook.Folder);
        var (cells, runs, early) = (notebook.CodeCells.ToArray(), new List<CellRun>(), new List<(string, string?)>());
        for (var i = 0; i < cells.Length; i++)
        {
            if (i == 2 && !isSolution) // the folder is found, the session has begun
            {
                foreach (var cell in cells[i..].Reverse())
                {
                    early.Add((Cell.IdOf(cell), (await RunAsync(kernel, cell, stop)).Error));
                }
            }

            var first = await RunAsync(kernel, cells[i], stop);
            runs.Add(
                new CellRun(Cell.IdOf(cells[i]), first, isSolution ? first : await RunAsync(kernel, cells[i], stop))
            );
        }

        return new NotebookRun(runs, early);
    }

    /// <summary>
    /// Less than the quick ones where they take long: whether a cell says the same twice does not hang on how much it
    /// computes.
    /// </summary>
    private Dictionary<string, JsonNode?> Parameters(string name, IReadOnlyDictionary<string, JsonNode?> quick)
    {
        var values = quick.ToDictionary(pair => pair.Key, pair => pair.Value?.DeepClone());
        JsonObject less = name switch
        {
            "04-expert-skipping-accuracy.ipynb" => new() { ["limit"] = 10, ["searchLimit"] = 20 },
            "06-expert-pruning-accuracy.ipynb" => new()
            {
                ["limit"] = 2,
                ["judged"] = 4,
                ["calibration"] = FewTexts(),
            },
            "09-beyond-the-paper.ipynb" => new()
            {
                ["limit"] = 20,
                ["models"] = new JsonArray("mini-sigmoid"),
                ["requests"] = 2,
                ["calibration"] = FewTexts(),
            },
            _ => [],
        };
        foreach (var (key, value) in less)
        {
            values[key] = value?.DeepClone();
        }

        return values;
    }

    /// <summary>The first twenty texts of the calibration sample.</summary>
    private string FewTexts()
    {
        var all = File.ReadAllText(Path.Combine(NotebookLintTests.Folder, "../data/mini/training-sample.txt"));
        return _folder.Write("few.txt", string.Join("\n\n", CalibrationTexts.Split(all).Take(20)));
    }

    private static async Task<(IReadOnlyList<string> Published, string? Error)> RunAsync(
        ProcessKernel kernel,
        JsonObject cell,
        CancellationToken stop
    )
    {
        var (published, error) = (new List<string>(), (string?)null);
        await kernel.RunAsync(
            Cell.SourceOf(cell),
            output =>
            {
                switch (output)
                {
                    case CellOutput.Shown { Data: var data }
                        when data[Published.MimeType] is { } json && !IsMeasured(json):
                        published.Add(WithoutTimes(json));
                        break;
                    case CellOutput.Error failed:
                        error ??= failed.Message;
                        break;
                }
            },
            stop
        );
        return (published, error);
    }

    /// <summary>A table whose last column was timed here, without that column.</summary>
    private static string WithoutTimes(JsonNode json)
    {
        if (
            json["csv"]?.GetValue<string>() is { } csv
            && csv.Split('\n')[0].Split(',')[^1].StartsWith("Measured", StringComparison.Ordinal)
        )
        {
            json["csv"] = string.Join(
                '\n',
                csv.TrimEnd('\n').Split('\n').Select(line => line[..line.LastIndexOf(',')])
            );
        }

        return json.ToJsonString();
    }

    private static bool IsMeasured(JsonNode json) =>
        string.Equals(
            json["kind"]?.GetValue<string>(),
            nameof(ResultKind.Measured),
            StringComparison.OrdinalIgnoreCase
        );
}
