using System.Text.Json.Nodes;
using MoeNotebooks.Cli.Commands.Loadtest;
using MoeNotebooks.Tests.Cli;

namespace MoeNotebooks.Tests.Server;

/// <summary>A load test of the kit's own server.</summary>
[Collection("console")]
public sealed class ServedLoadTests
{
    [Fact]
    public async Task The_server_counts_tokens_and_shows_its_experts()
    {
        await using var served = await Served.StartAsync(Path.Combine(Shared.Repository, "data/models/mini-softmax"));
        string[] load =
        [
            "--base-url",
            served.BaseUrl.AbsoluteUri,
            "--vocabulary",
            "1000",
            "--concurrency",
            "3",
            "--requests",
            "5",
            "--input",
            "6",
            "--output",
            "4",
            "--json",
        ];

        var run = await CommandRun.RunAsync(LoadtestCommand.Create(), [.. load, "--experts", "6", "--kept", "24"]);

        run.Exit.ShouldBe(0, run.Error);
        var row = JsonNode.Parse(run.Out)!;
        (
            row["completed"]!.GetValue<int>(),
            row["total_input_tokens"]!.GetValue<int>(),
            row["total_output_tokens"]!.GetValue<int>()
        ).ShouldBe((5, 30, 20));
        row["experts_evidence"]!
            .GetValue<string>()
            .ShouldBe("num_experts_per_tok 6 in /server_info; n_routed_experts 24 in /server_info");
        row["mean_tpot_ms"]!.GetValue<double>().ShouldBeGreaterThan(0);
        served.Engine.Status.NewTokens.ShouldBe(24); // one more request to warm up
        (await CommandRun.RunAsync(LoadtestCommand.Create(), [.. load, "--experts", "4"])).Exit.ShouldBe(3);
    }
}
