using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Cli;

/// <summary>Policies measured over a text, and what they do to an evaluation.</summary>
[Collection("console")]
public sealed class CalibrateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_policy_is_written_and_evaluated_with_what_a_step_costs()
    {
        var text = _folder.Write("text.txt", "Question: What is it?\n\nAnswer: it is a thing.");
        var (exit, said, error) = await CommandRun.RunAsync(
            CalibrateCommand.Create(),
            "mini-softmax",
            "--policy",
            "similarity",
            "--k0",
            "1",
            "--rho",
            "-1",
            "--calibration",
            text,
            "--out",
            _folder["sere.json"]
        );
        exit.ShouldBe(0, error);
        said.ShouldContain("similarity of an expert to its nearest, by MoE layer: ");
        RoutingPolicyJson
            .Read(File.ReadAllText(_folder["sere.json"]))
            .ShouldBeOfType<SimilarityReroute>()
            .K0.ShouldBe(1);

        string[] eval =
        [
            "mini-softmax",
            "--tasks",
            "mini_rte",
            "--limit",
            "4",
            "--step-tokens",
            "4",
            "--store",
            _folder["a.db"],
        ];
        var full = await CommandRun.RunAsync(EvalCommand.Create(), eval);
        full.Out.ShouldContain("(predicted by the cost model)");
        var rerouted = await CommandRun.RunAsync(EvalCommand.Create(), [.. eval, "--policy", _folder["sere.json"]]);
        rerouted.Exit.ShouldBe(0, rerouted.Error);
        rerouted.Error.ShouldContain("not kept in a store");
        rerouted.Out.ShouldContain("log-likelihood of the right answer: ");
        Distinct(rerouted.Out).ShouldBeLessThan(Distinct(full.Out));
        (
            await CommandRun.RunAsync(EvalCommand.Create(), [.. eval, "--policy", _folder["sere.json"]])
        ).Error.ShouldContain("4 answers computed, 0 found");

        double Distinct(string output)
        {
            output.ShouldContain(" distinct per step of 4 tokens");
            return double.Parse(
                output[..output.IndexOf(" distinct per step", StringComparison.Ordinal)].Split(' ')[^1],
                System.Globalization.CultureInfo.InvariantCulture
            );
        }
    }

    [Fact]
    public async Task The_median_ratio_takes_no_similarity()
    {
        var text = _folder.Write("text.txt", "It is a thing.");
        string[] arguments =
        [
            "mini-softmax",
            "--policy",
            "median-ratio",
            "--calibration",
            text,
            "--out",
            _folder["ratio.json"],
        ];
        (await CommandRun.RunAsync(CalibrateCommand.Create(), [.. arguments, "--k0", "2"])).Exit.ShouldBe(2);
        (await CommandRun.RunAsync(CalibrateCommand.Create(), arguments)).Exit.ShouldBe(0);
        RoutingPolicyJson.Read(File.ReadAllText(_folder["ratio.json"])).ShouldBeOfType<MedianRatio>();
    }
}
