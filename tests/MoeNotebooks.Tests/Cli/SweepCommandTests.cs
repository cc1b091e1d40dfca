using System.Diagnostics;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
[References]
public sealed class SweepCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shards_are_merged_and_the_last_sweep_computes_nothing()
    {
        var spec = Spec(
            "\"limit\": 12, \"policies\": [{\"policy\": \"topK\", \"k\": 1}], \"grid\": {\"levels\": [1, 6], \"peaks\": [1, 2]}"
        );
        foreach (var shard in new[] { "1/2", "2/2" })
        {
            var part = await CommandRun.RunAsync(
                SweepCommand.Create(),
                spec,
                "--shard",
                shard,
                "--store",
                _folder[shard[..1] + ".db"]
            );
            part.Exit.ShouldBe(0, part.Error);
            part.Out.ShouldContain("answers for other shards to give");
        }

        var merged = await CommandRun.RunAsync(
            MergeCommand.Create(),
            _folder["all.db"],
            _folder["1.db"],
            _folder["2.db"]
        );
        merged.Exit.ShouldBe(0, merged.Error);
        merged.Out.ShouldContain("2.db: ");
        var whole = await CommandRun.RunAsync(
            SweepCommand.Create(),
            spec,
            "--store",
            _folder["all.db"],
            "--output",
            _folder["out"]
        );
        whole.Exit.ShouldBe(0, whole.Error);
        whole.Out.ShouldContain("0 answers computed");
        whole.Out.ShouldContain("18 policies, 4 different in what they decide; each of those is one row");
        File.ReadAllLines(_folder["out/sweep.csv"]).Length.ShouldBe(1 + 18);
    }

    [Fact]
    public async Task Policies_that_differ_in_weights_or_decide_per_token_are_rows_of_their_own()
    {
        var spec = Spec(
            "\"limit\": 6, \"policies\": [{\"policy\": \"topK\", \"k\": 2}, {\"policy\": \"topK\", \"k\": 2, \"weights\": \"renormalise\"}, "
                + "{\"policy\": \"relativeThreshold\", \"t\": 0.8}]"
        );
        var (exit, text, error) = await CommandRun.RunAsync(SweepCommand.Create(), spec, "--output", _folder["out"]);
        exit.ShouldBe(0, error);
        text.ShouldContain("k=2, weights renormalised");
        text.ShouldContain("threshold 0.8, at least 1");
        var rows = File.ReadAllLines(_folder["out/sweep.csv"]).Skip(1).Select(line => line.Split("\",")).ToArray();
        rows.Select(cells => cells[0].Trim('"'))
            .ShouldBe(["trained", "k=2", "k=2, weights renormalised", "threshold 0.8, at least 1"]);
        double.Parse(rows[3][2].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeInRange(1, 5.9); // counted, not the most it could be
        var again = await CommandRun.RunAsync(SweepCommand.Create(), spec, "--output", _folder["out"]);
        again.Out.ShouldContain("0 answers computed");
        again.Out.ShouldContain("≤ 6.00");
    }

    [Fact]
    public async Task The_example_is_printed_and_runs()
    {
        var printed = await CommandRun.RunAsync(SweepCommand.Create(), "--example");
        printed.Exit.ShouldBe(0, printed.Error);
        var run = await CommandRun.RunAsync(SweepCommand.Create(), _folder.Write("s.json", printed.Out));
        run.Exit.ShouldBe(0, run.Error);
        run.Out.ShouldContain("11 policies, ");
        run.Out.ShouldContain("BOS: ");
        File.Exists(_folder["s.db"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_to_stop_saves_what_is_finished_and_the_next_run_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends SIGTERM with kill");
        var spec = Spec("\"batch-tokens\": 64, \"published\": \"table10\"");
        using var sweep = Process.Start(
            new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "moe.dll"), "sweep", spec])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        for (var waited = 0; !File.Exists(_folder["spec.db"]) || Saved() == 0; waited++)
        {
            sweep.HasExited.ShouldBeFalse(
                sweep.HasExited ? await sweep.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) : null
            );
            waited.ShouldBeLessThan(1200);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // Handled as Ctrl-C is; unlike SIGINT, a process started in the background never has it ignored.
        using (var kill = Process.Start("kill", ["-TERM", $"{sweep.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var error = await sweep.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await sweep.WaitForExitAsync(TestContext.Current.CancellationToken);
        sweep.ExitCode.ShouldBe(130, error);
        error.ShouldContain("what was finished is kept");
        var saved = Saved();
        saved.ShouldBeGreaterThan(0);
        var next = await CommandRun.RunAsync(SweepCommand.Create(), spec);
        next.Exit.ShouldBe(0, next.Error);
        next.Out.ShouldContain($"{saved} found in");
        Saved().ShouldBe(2 * 30 * 9); // two tasks, 30 items, 9 different allocations
    }

    [Theory]
    [InlineData(4, "there is no such file", "none.json")]
    [InlineData(2, "SPEC: is missing. Name a JSON file; --example prints one")]
    [InlineData(2, "--shard: is '3/2'", "none.json", "--shard", "3/2")]
    public async Task What_cannot_be_done_is_said_in_one_line(int code, string message, params string[] args)
    {
        var (exit, _, error) = await CommandRun.RunAsync(SweepCommand.Create(), args);

        exit.ShouldBe(code);
        error.ShouldContain(message);
        error.TrimEnd().ShouldNotContain('\n');
    }

    private int Saved()
    {
        using var journal = Journal.Open(_folder["spec.db"]);
        return journal.Tasks().Sum(task => task.Items);
    }

    private string Spec(string more)
    {
        var (model, data) = (Shared.Folder("golden/lm-eval/model"), Shared.Folder("golden/lm-eval/data"));
        var limit = more.Contains("limit", StringComparison.Ordinal) ? string.Empty : "\"limit\": 30, ";
        return _folder.Write(
            "spec.json",
            $"{{\"model\": \"{model}\", \"data\": \"{data}\", \"tasks\": [\"arc_easy\", \"winogrande\"], {limit}{more}}}"
        );
    }
}
