using System.Diagnostics;

namespace MoeNotebooks.Mutants;

/// <summary>Starts workers, gives them mutants, and ends those that hang.</summary>
internal sealed class Supervisor(string folder, Area area)
{
    private const int Patience = 20_000;
    private readonly string _temporary = Path.Combine(folder, "tmp"); // a worker that is killed leaves things behind

    /// <summary>The lines that a worker says of what every test reaches, none of them mutated.</summary>
    public void Cover(string path, int ids)
    {
        using var worker = Start("cover", $"{ids}", -1);
        File.WriteAllText(path, worker.StandardOutput.ReadToEnd());
        worker.WaitForExit();
        var failing = File.ReadLines(path).Where(line => line.StartsWith("fails ", StringComparison.Ordinal)).ToArray();
        if (worker.ExitCode != 0 || failing.Length > 0)
        {
            throw new InvalidOperationException($"Tests fail without any change: {string.Join(", ", failing)}");
        }
    }

    /// <summary>
    /// Tries mutants one after the other; <paramref name="found"/> is told of each as soon as it is known.
    /// </summary>
    public void Try(IReadOnlyList<Mutant> mutants, string coverage, Action<Mutant, string> found)
    {
        var waiting = new Queue<Mutant>(mutants);
        var alone = false;
        while (waiting.Count > 0)
        {
            using var worker = Start("try", coverage, -1);
            alone = TryWith(worker, waiting, alone, found);
            End(worker);
        }
    }

    /// <summary>Tries one mutant in a process of its own.</summary>
    public string TryOnce(Mutant mutant, int milliseconds)
    {
        using var worker = Start("once", $"{mutant.Id}", mutant.Id);
        var answer = Read(worker, Patience * 3) is null ? null : Read(worker, Patience + (10 * milliseconds));
        End(worker);
        return Result(answer);
    }

    // Whether the first one waiting spoilt this worker and is to be first in the next.
    private static bool TryWith(Process worker, Queue<Mutant> waiting, bool alone, Action<Mutant, string> found)
    {
        while (waiting.TryPeek(out var mutant))
        {
            worker.StandardInput.WriteLine(mutant.Id);
            var limit = Read(worker, Patience * 3) is { } start ? Patience + (10 * int.Parse(start.Split(' ')[2])) : 0;
            var answer = limit == 0 ? "lost" : Read(worker, limit);
            if (answer?.StartsWith("again", StringComparison.Ordinal) == true)
            {
                if (!alone)
                {
                    return true;
                }

                // In a fresh process a test failed with it that passes without: nothing else was ever on there.
                answer = $"killed {mutant.Id} (alone)";
                found(waiting.Dequeue(), Result(answer));
                return false;
            }

            found(waiting.Dequeue(), Result(answer));
            if (answer is null or "lost")
            {
                return false;
            }

            alone = false;
        }

        return false;
    }

    private static string Result(string? answer) =>
        answer switch
        {
            null => "timeout",
            "lost" => "crashed",
            _ => answer.Split(' ') is [var what, _, .. var by] ? string.Join(' ', [what, .. by]) : answer,
        };

    private static string? Read(Process worker, int milliseconds)
    {
        var line = worker.StandardOutput.ReadLineAsync();
        return line.Wait(milliseconds) ? line.Result ?? "lost" : null;
    }

    private Process Start(string job, string coverage, int active)
    {
        string[] arguments =
        [
            "exec",
            "--depsfile",
            "MoeNotebooks.Tests.deps.json",
            "--runtimeconfig",
            "MoeNotebooks.Tests.runtimeconfig.json",
            "MoeNotebooks.Mutants.dll",
            "worker",
            area.Folder,
            job,
            coverage,
        ];
        Directory.CreateDirectory(_temporary);
        return Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    [Switch.Variable] = $"{active}",
                    ["OMP_NUM_THREADS"] = "1",
                    ["CsCheck_Iter"] = "20",
                    ["TMPDIR"] = _temporary,
                },
            }
        )!;
    }

    private void End(Process worker)
    {
        if (!worker.HasExited)
        {
            worker.Kill(entireProcessTree: true);
        }

        worker.WaitForExit();
        Directory.Delete(_temporary, recursive: true);
    }
}
