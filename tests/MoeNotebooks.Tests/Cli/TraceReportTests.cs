using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Tests.Cli;

/// <summary>What a trace is shown as, from four tokens in two steps that can be counted by hand.</summary>
public sealed class TraceReportTests
{
    private static readonly RoutingTrace Trace = new(
        new TraceHeader("tiny", new RouterRule(4, 2, Scoring.Softmax), [1]) { Policy = "trained" },
        [
            new(0, 1, 2, [0, 1, 2], [0, 1, 0, 2, 0, 1]) { Weights = [0.6f, 0.4f, 0.7f, 0.3f, 0.6f, 0.4f] },
            new(1, 1, 2, [3], [3, 0]) { Weights = [0.8f, 0.2f] },
        ]
    );

    [Fact]
    public void People_read_a_line_per_layer() =>
        Printed(json: false)
            .ShouldBe(
                """
                t.parquet: tiny, trained; 4 experts, 2 per token as trained
                recorded: experts, weights; no router outputs, so that it cannot be replayed
                layer   tokens  steps  used/token  distinct/step  entropy   gini  margin  most used
                    1        4      2        2.00            2.5     1.21   0.31    0.35  0 (100 %), 1 (50 %), 2 (25 %)
                entropy: of the load, in nats; margin: a token's largest weight less its second, of all its weights; most used: of the tokens

                """.ReplaceLineEndings("\n")
            );

    [Fact]
    public void Programs_read_the_numbers_whole()
    {
        var layer = JsonNode.Parse(Printed(json: true))!["layers"]!.AsArray().ShouldHaveSingleItem()!;
        double Said(string name) => layer[name]!.GetValue<double>();
        // Loads of 4, 2, 1 and 1
        Said("entropy_nats").ShouldBe((0.5 * Math.Log(2)) + (0.25 * Math.Log(4)) + (2 * 0.125 * Math.Log(8)), 1e-12);
        Said("gini").ShouldBe((2 * (1 + 2 + (3 * 2) + (4 * 4)) / 32.0) - 1.25, 1e-12);
        Said("margin").ShouldBe(0.35, 1e-6);
        layer["router_entropy_nats"].ShouldBeNull(); // no outputs were kept
        layer["counts"]!.AsArray().Select(count => count!.GetValue<long>()).ShouldBe([4, 2, 1, 1]);
        layer["share_by_rank"]!.AsArray().Select(share => share!.GetValue<double>()).ShouldBe([0.675, 0.325], 1e-6);
        layer["weight_sums"]!.AsArray().Select(sum => sum!.GetValue<double>()).ShouldBe([2.1, 0.8, 0.3, 0.8], 1e-6);
    }

    private static string Printed(bool json)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        TraceReport.Print(writer, "t.parquet", Trace, Trace.Summary(), json);
        return writer.ToString();
    }
}
