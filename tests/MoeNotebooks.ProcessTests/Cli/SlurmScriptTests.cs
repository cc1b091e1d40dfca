using System.Diagnostics;

namespace MoeNotebooks.ProcessTests.Cli;

/// <summary>environment/slurm-sweep.sbatch, with a scheduler that runs what it is given.</summary>
[References]
public sealed class SlurmScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_tasks_and_a_merge_give_the_table()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs bash");
        ChildRun.WriteMoe(_folder, "bin/moe");
        ChildRun.WriteScript(_folder, "bin/srun", "exec \"$@\"");
        var (model, data) = (Shared.Folder("golden/lm-eval/model"), Shared.Folder("golden/lm-eval/data"));
        var spec = _folder.Write(
            "spec.json",
            $$"""
            {"model": "{{model}}", "data": "{{data}}", "tasks": ["arc_easy"], "limit": 30, "batch-tokens": 256, "policies": [{"policy": "topK", "k": 2}]}
            """
        );

        await RunAsync("1", spec, _folder["out"]);
        await RunAsync("2", spec, _folder["out"]);
        await RunAsync("1", spec, _folder["out"]); // submitted again: nothing left to do
        var merged = await RunAsync("", "--merge", spec, _folder["out"]);

        merged.ShouldContain("0 answers computed, 60 found");
        File.ReadAllLines(_folder["out/sweep.csv"]).Length.ShouldBe(3);
        Directory
            .GetFiles(_folder["out"])
            .Select(Path.GetFileName)
            .Order()
            .ShouldBe(["all.db", "part-1.db", "part-2.db", "sweep.csv"]);
    }

    private async Task<string> RunAsync(string task, params string[] args)
    {
        var start = new ProcessStartInfo(
            "bash",
            [Path.Combine(Shared.Repository, "environment/slurm-sweep.sbatch"), .. args]
        );
        start.Environment["PATH"] = _folder["bin"] + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["SLURM_ARRAY_TASK_ID"] = task;
        start.Environment["SLURM_ARRAY_TASK_COUNT"] = "2";
        var (exit, output, error) = await ChildRun.RunAsync(start);
        exit.ShouldBe(0, error);
        return output;
    }
}
