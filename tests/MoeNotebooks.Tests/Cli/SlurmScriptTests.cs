using System.Diagnostics;

namespace MoeNotebooks.Tests.Cli;

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
        Script("bin/moe", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "moe.dll")}' \"$@\"");
        Script("bin/srun", "exec \"$@\"");
        var (model, data) = (Shared.Folder("golden/lm-eval/model"), Shared.Folder("golden/lm-eval/data"));
        var spec = _folder.Write("spec.json", $$"""
            {"model": "{{model}}", "data": "{{data}}", "tasks": ["arc_easy"], "limit": 30, "batch-tokens": 256, "policies": [{"policy": "topK", "k": 2}]}
            """);

        await RunAsync("1", spec, _folder["out"]);
        await RunAsync("2", spec, _folder["out"]);
        await RunAsync("1", spec, _folder["out"]); // submitted again: nothing left to do
        var merged = await RunAsync("", "--merge", spec, _folder["out"]);

        merged.ShouldContain("0 answers computed, 60 found");
        File.ReadAllLines(_folder["out/sweep.csv"]).Length.ShouldBe(3);
        Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order().ShouldBe(["all.db", "part-1.db", "part-2.db", "sweep.csv"]);
    }

    private void Script(string name, string body)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.Write(name, "#!/bin/sh\n" + body + "\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private async Task<string> RunAsync(string task, params string[] args)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Shared.Repository, "environment/slurm-sweep.sbatch"), .. args])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = _folder["bin"] + ":" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["SLURM_ARRAY_TASK_ID"] = task;
        start.Environment["SLURM_ARRAY_TASK_COUNT"] = "2";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await error);
        return output;
    }
}
