using System.Diagnostics;
using System.Reflection;
using Xunit.Sdk;

namespace MoeNotebooks.Mutants;

/// <summary>
/// The process in which tests meet mutants. It says, a line each: <c>test NAME MS IDS</c> (what a test reaches),
/// <c>start ID MS</c> (and how long the tests take without it), <c>killed ID TEST</c>, <c>survived ID</c>, <c>again
/// ID</c> (the tests no longer pass without it: try it in a process of its own).
/// </summary>
internal sealed class Worker(TextWriter say, TestRun run, IReadOnlyList<ITestCase> tests)
{
    private readonly Type switches = Assembly.Load("MoeNotebooks").GetType(Switch.TypeName)!;

    public static async Task RunAsync(Area area, string job, string coverage)
    {
        var say = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(TextWriter.Null);
        var run = new TestRun(Assembly.Load("MoeNotebooks.Tests"));
        var worker = new Worker(say, run, await run.FindAsync(area.Has));
        await (
            job switch
            {
                "cover" => worker.CoverAsync(int.Parse(coverage)),
                "once" => worker.OnceAsync(int.Parse(coverage)),
                _ => worker.TryAsync(Coverage.Read(coverage)),
            }
        );
    }

    private async Task CoverAsync(int ids)
    {
        foreach (var test in tests)
        {
            var seen = new bool[ids];
            switches.GetField("Seen")!.SetValue(null, seen);
            var clock = Stopwatch.StartNew();
            var failed = await run.FailsAsync([test]);
            say.WriteLine(
                failed
                    ? $"fails {Name(test)}"
                    : $"test {Name(test)} {clock.ElapsedMilliseconds} {string.Join(',', Enumerable.Range(0, ids).Where(id => seen[id]))}"
            );
        }
    }

    private async Task TryAsync(Coverage coverage)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var id = int.Parse(line);
            var covering = tests
                .Where(test => coverage.Reaches(Name(test), id))
                .OrderBy(test => coverage.Milliseconds(Name(test)))
                .ToArray();
            say.WriteLine($"start {id} {covering.Sum(test => coverage.Milliseconds(Name(test)))}");
            Active(id);
            ITestCase? killer = null;
            foreach (var test in covering)
            {
                if (await run.FailsAsync([test]))
                {
                    killer = test;
                    break;
                }
            }

            Active(-1);

            // What a mutant left in static fields must not be counted as the next one's death.
            var spoilt = killer is not null && await run.FailsAsync([killer]);
            say.WriteLine(
                spoilt ? $"again {id}"
                : killer is null ? $"survived {id}"
                : $"killed {id} {Name(killer)}"
            );
            if (spoilt)
            {
                return;
            }
        }
    }

    // The mutant is on from the process's start.
    private async Task OnceAsync(int id)
    {
        say.WriteLine($"start {id} 0");
        foreach (var test in tests)
        {
            if (await run.FailsAsync([test]))
            {
                say.WriteLine($"killed {id} {Name(test)}");
                return;
            }
        }

        say.WriteLine($"survived {id}");
    }

    private void Active(int id) => switches.GetField("Active")!.SetValue(null, id);

    private static string Name(ITestCase test) => test.TestCaseDisplayName.Split('(')[0].Replace(' ', '_');
}
