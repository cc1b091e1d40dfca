using System.Diagnostics;
using MoeNotebooks.Tests.Evaluation.Remote;
using MoeNotebooks.Tests.Loadtest;

namespace MoeNotebooks.ProcessTests.Cli;

/// <summary>
/// environment/paper-throughput.sh, with an engine that only says with how many experts it was started.
/// </summary>
public sealed class ThroughputScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_column_is_started_checked_measured_and_stopped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs bash");
        var state = _folder["state"];
        using var engine = Engine(state);

        var shown = await RunAsync(
            engine,
            "table08",
            "echo \"{\\\"num_experts_per_tok\\\": $EXPERTS, \\\"tp\\\": $TENSOR_PARALLEL}\" > \"$STATE\""
        );

        shown.Exit.ShouldBe(0, shown.Error);
        File.ReadAllLines(_folder["out/table08.jsonl"]).Length.ShouldBe(2 * 14);
        shown.Out.ShouldContain("num_experts_per_tok 2 in ");
        shown.Out.ShouldContain("table08: tokens per second");
        shown.Out.ShouldContain("fake by sglang on two of them");
        File.Exists(state).ShouldBeFalse(); // stopped
        var before = engine.Requests;
        (await RunAsync(engine, "table08", "exit 1")).Exit.ShouldBe(0); // all is there: nothing is started
        engine.Requests.ShouldBe(before);
    }

    [Fact]
    public async Task An_engine_that_did_not_take_the_number_is_not_measured()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs bash");
        using var engine = Engine(_folder["state"]);

        var run = await RunAsync(engine, "table08", "echo '{\"num_experts_per_tok\": 7}' > \"$STATE\"");

        run.Exit.ShouldBe(3);
        run.Error.ShouldContain("num_experts_per_tok is 7, said to be 6");
        Directory.GetFiles(_folder["out"], "*.jsonl").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_engine_that_dies_at_once_is_told_with_its_log()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs bash");
        using var engine = Engine(_folder["state"]);

        var run = await RunAsync(engine, "table08", "echo 'no GPU'; exit 1");

        run.Exit.ShouldBe(4);
        run.Error.ShouldContain("the engine did not start");
        File.ReadAllText(_folder["out/table08-na6.log"]).ShouldContain("no GPU");
    }

    /// <summary>Answers only while the state is there, as an engine that is up.</summary>
    private static FakeEngine Engine(string state)
    {
        var engine = FakeStream.Start(new() { ServerInfo = () => File.ReadAllText(state) });
        var answer = engine.Fault;
        engine.Fault = async (n, context) =>
        {
            if (File.Exists(state))
            {
                return await answer(n, context);
            }

            await FakeEngine.Answer(context, 503, "down");
            return true;
        };
        return engine;
    }

    private async Task<(int Exit, string Out, string Error)> RunAsync(FakeEngine engine, string table, string serve)
    {
        var start = new ProcessStartInfo(
            "bash",
            [Path.Combine(Shared.Repository, "environment/paper-throughput.sh"), table, _folder["out"]]
        );
        var script = _folder.Write("serve.sh", $"trap 'rm -f \"$STATE\"; exit' TERM\n{serve}\nsleep 600 & wait $!\n");
        foreach (
            var (name, value) in new[]
            {
                ("PORT", engine.BaseUrl.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("SERVE", script),
                ("MOE", ChildRun.WriteMoe(_folder)),
                ("STATE", _folder["state"]),
                ("COUNTS", "6 2"),
                ("HARDWARE", "two of them"),
                ("LOADTEST_ARGS", "--requests 2 --input 3 --output 2"),
            }
        )
        {
            start.Environment[name] = value;
        }

        return await ChildRun.RunAsync(start);
    }
}
