using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Notebooks;
using MoeNotebooks.Errors;
using MoeNotebooks.Results;

namespace MoeNotebooks.Tests.Notebooks;

public sealed class ReproductionTests : IDisposable
{
    private static readonly Verdict Found = new(
        "Figure 4",
        "It falls.",
        "It fell <here>.",
        Agreement.Agrees,
        ResultKind.Synthetic
    );
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Notebooks_run_in_the_order_of_their_names_and_leave_a_whole_folder()
    {
        Notebooks.Write(_folder, "nb/02-b.ipynb", "# B", "verdict");
        Notebooks.Write(_folder, "nb/01-a.ipynb", "# A", "table");
        var outcomes = await RunAsync();

        outcomes.Select(outcome => outcome.Notebook.Name).ShouldBe(["01-a", "02-b"]);
        Files().ShouldBe(["01-a.ipynb", "02-b.ipynb", "index.html", "results.json", "tables/01-powers.csv"]);
        File.ReadAllText(_folder["out/tables/01-powers.csv"]).ShouldBe("x\n1\n");
        var page = File.ReadAllText(_folder["out/index.html"]);
        page.ShouldContain("It fell &lt;here&gt;.");
        page.ShouldNotContain("<script>"); // no chart, no script
        JsonNode.Parse(File.ReadAllText(_folder["out/results.json"]))!["notebooks"]![1]!["verdicts"]![0]!["figure"]!
            .GetValue<string>()
            .ShouldBe("Figure 4");
    }

    [Fact]
    public async Task A_notebook_that_fails_does_not_keep_the_next_from_running()
    {
        Notebooks.Write(_folder, "nb/01.ipynb", "fail", "verdict");
        Notebooks.Write(_folder, "nb/02.ipynb", "verdict");
        var outcomes = await RunAsync();
        outcomes.Select(outcome => outcome.Run.Status).ShouldBe([RunStatus.Failed, RunStatus.Finished]);
        File.ReadAllText(_folder["out/index.html"])
            .ShouldContain("This notebook failed in cell 1 (&#39;c0&#39;): it failed");
    }

    [Fact]
    public async Task Stopping_keeps_the_finished_notebooks_and_runs_no_other()
    {
        Notebooks.Write(_folder, "nb/01.ipynb", "verdict");
        Notebooks.Write(_folder, "nb/02.ipynb", "stop");
        Notebooks.Write(_folder, "nb/03.ipynb", "verdict");
        using var stop = new CancellationTokenSource();
        var outcomes = await RunAsync(stop: stop);

        outcomes.Select(outcome => outcome.Run.Status).ShouldBe([RunStatus.Finished, RunStatus.Stopped]);
        Files().ShouldBe(["01.ipynb", "02.ipynb", "index.html", "results.json"]);
    }

    [Fact]
    public async Task The_next_run_removes_what_the_last_one_wrote_and_nothing_else()
    {
        Notebooks.Write(_folder, "nb/01.ipynb", "table");
        Notebooks.Write(_folder, "nb/02.ipynb", "verdict");
        await RunAsync();
        _folder.Write("out/tables/mine.csv", "x");
        _folder.Write("victim", "x");
        var list = JsonNode.Parse(File.ReadAllText(_folder["out/results.json"]))!;
        list["files"]!.AsArray().Add("../victim");
        _folder.Write("out/results.json", list.ToJsonString());

        await RunAsync(options => options with { Only = ["02"] });
        Files().ShouldBe(["02.ipynb", "index.html", "results.json", "tables/mine.csv"]);
        File.Exists(_folder["victim"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Parameters_go_to_the_notebooks_that_have_them_and_before_the_quick_ones()
    {
        var json = Notebooks.Json("int points = 100, more = 1;", "show");
        json["cells"]![0]!["metadata"] = new JsonObject { ["tags"] = new JsonArray("parameters") };
        json["metadata"] = new JsonObject
        {
            ["moenotebooks"] = new JsonObject
            {
                ["quick"] = new JsonObject { ["points"] = 3, ["more"] = 2 },
            },
        };
        _folder.Write("nb/01.ipynb", json.ToJsonString());
        Notebooks.Write(_folder, "nb/02.ipynb", "verdict");

        var outcomes = await RunAsync(options =>
            options with
            {
                Quick = true,
                Parameters = new Dictionary<string, JsonNode?> { ["points"] = 7 },
            }
        );
        Cell.SourceOf(outcomes[0].Notebook.CodeCells.ElementAt(1))
            .ShouldBe("// Parameters of this run\npoints = 7;\nmore = 2;");
        outcomes[1].Notebook.Cells.Count.ShouldBe(1);
        (
            await Should.ThrowAsync<MoeUsageException>(() =>
                RunAsync(options => options with { Parameters = new Dictionary<string, JsonNode?> { ["pionts"] = 7 } })
            )
        ).Message.ShouldBe(
            "-p pionts: no notebook has such a parameter (did you mean 'points'?). There are points, more"
        );
    }

    [Fact]
    public async Task What_cannot_run_is_refused_before_anything_runs()
    {
        (await Should.ThrowAsync<MoeMissingException>(() => RunAsync())).Message.ShouldEndWith(
            "there is no such folder of notebooks"
        );
        Directory.CreateDirectory(_folder["nb"]);
        (await Should.ThrowAsync<MoeMissingException>(() => RunAsync())).Message.ShouldEndWith(
            "holds no notebooks (*.ipynb)"
        );
        Notebooks.Write(_folder, "nb/01-a.ipynb", "#r \"none.dll\"\n1");
        (
            await Should.ThrowAsync<MoeUsageException>(() => RunAsync(options => options with { Only = ["07"] }))
        ).Message.ShouldBe("--only 07: no notebook's name begins so. There are 01-a");
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_library_is_named_with_the_command_that_builds_it()
    {
        var json = Notebooks.Json("1");
        json["cells"]![0]!["source"] = "#r \"none.dll\"\n1";
        _folder.Write("nb/01.ipynb", json.ToJsonString());
        (await Should.ThrowAsync<MoeMissingException>(() => RunAsync())).Message.ShouldBe(
            $"{_folder["nb/none.dll"]}: {_folder["nb/01.ipynb"]} refers to it and it is not there. Build it: dotnet build MoeNotebooks.sln -c Release"
        );
    }

    public void Dispose() => _folder.Dispose();

    private Task<IReadOnlyList<NotebookOutcome>> RunAsync(
        Func<ReproduceOptions, ReproduceOptions>? change = null,
        CancellationTokenSource? stop = null
    )
    {
        var options = new ReproduceOptions(
            _folder["nb"],
            _folder["out"],
            [],
            false,
            new Dictionary<string, JsonNode?>(),
            TimeSpan.FromMinutes(1),
            _folder["expected"]
        );
        return new Reproduction(
            change?.Invoke(options) ?? options,
            new SilentScreen(),
            _ => Kernel(stop),
            TimeProvider.System
        ).RunAsync(stop?.Token ?? default);
    }

    private static FakeKernel Kernel(CancellationTokenSource? stop) =>
        new(
            (source, output, token) =>
            {
                switch (source)
                {
                    case "verdict":
                        output(
                            new CellOutput.Shown(
                                null,
                                true,
                                new JsonObject { [Published.MimeType] = JsonNode.Parse(Published.Json(Found)) }
                            )
                        );
                        break;
                    case "table":
                        var table = PublishedTable.Of("powers", [new { x = 1 }], ResultKind.Measured, "Powers.");
                        output(
                            new CellOutput.Shown(
                                null,
                                true,
                                new JsonObject { [Published.MimeType] = Published.Json(table) }
                            )
                        ); // as the stock kernel writes it
                        break;
                    case "fail":
                        output(new CellOutput.Error("Oops", "it failed", []));
                        return Task.FromResult(false);
                    case "stop":
                        stop!.Cancel();
                        token.ThrowIfCancellationRequested();
                        break;
                }

                return Task.FromResult(true);
            }
        );

    private string[] Files() =>
        [
            .. Directory
                .GetFiles(_folder["out"], "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(_folder["out"], file))
                .Order(StringComparer.Ordinal),
        ];

    private sealed class SilentScreen : IReproduceScreen
    {
        public Task<RunResult> ShowAsync(Notebook notebook, Func<IRunWatch, Task<RunResult>> run) =>
            run(new SilentWatch());

        public void Ended(Notebook notebook, RunResult result) { }
    }
}
