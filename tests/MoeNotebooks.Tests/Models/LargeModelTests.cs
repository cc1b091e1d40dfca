using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>A checkpoint three times larger than the memory its process may have.</summary>
public sealed class LargeModelTests : IDisposable
{
    private const long Limit = 300_000_000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_runs_under_a_limit_of_a_third_of_its_size_with_correct_logits()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "needs prlimit, of Linux");
        using var scope = NewDisposeScope();
        WriteModel();
        new FileInfo(_folder["model.safetensors"]).Length.ShouldBeGreaterThan(3 * Limit);
        var tokens = _folder.Write("tokens.json", """{"sequences": [[1, 2, 3, 4, 5, 6, 7, 8]]}""");
        (
            await RunAsync(
                "logits",
                _folder.Path,
                "--tokens",
                tokens,
                "--dtype",
                "bf16",
                "--memory",
                "1GB",
                "--out",
                _folder["out.safetensors"]
            )
        ).Exit.ShouldNotBe(0);
        var (exit, error) = await RunAsync(
            "logits",
            _folder.Path,
            "--tokens",
            tokens,
            "--dtype",
            "bf16",
            "--memory",
            "50MB",
            "--out",
            _folder["out.safetensors"]
        );
        exit.ShouldBe(0, error);
        error.ShouldContain("layers stay in the file and are read each time they run");

        // layers that stay in the file run as sorted slices, and bf16 rounds other sums otherwise
        using var model = MoeModel.Open(
            _folder.Path,
            new ModelOptions
            {
                DType = ScalarType.BFloat16,
                MemoryBudget = long.MaxValue,
                Experts = ExpertBackend.Sorted,
            }
        );
        var expected = model
            .Forward(tensor(new long[] { 1, 2, 3, 4, 5, 6, 7, 8 }, [1, 8]))[0]
            .to_type(ScalarType.Float32);
        using var file = SafetensorsFile.Open(_folder["out.safetensors"]);
        Golden.ShouldBeClose(file.Read("logits.0"), expected, "logits", 5e-3);
    }

    private static async Task<(int Exit, string Error)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo(
            "prlimit",
            [
                "--data=" + Limit.ToString(CultureInfo.InvariantCulture),
                "dotnet",
                typeof(MoeNotebooks.Cli.Runner).Assembly.Location,
                .. args,
            ]
        );
        var (exit, _, error) = await ChildRun.RunAsync(start);
        return (exit, error);
    }

    /// <summary>
    /// Random weights in bf16; experts are different stretches of one pool of numbers, which is quick to make.
    /// </summary>
    private void WriteModel()
    {
        var json = TinyModel.Config(
            "deepseek_v2",
            ("hidden_size", (JsonNode)1024),
            ("moe_intermediate_size", (JsonNode)1024),
            ("n_routed_experts", (JsonNode)48),
            ("num_hidden_layers", (JsonNode)4),
            ("intermediate_size", (JsonNode)1024)
        );
        File.WriteAllText(_folder["config.json"], json);
        var pool = randn([4_000_000], ScalarType.BFloat16).mul_(0.03f);
        var at = 0L;
        SafetensorsWriter.Write(
            _folder["model.safetensors"],
            TinyModel
                .Parse(json)
                .Parameters()
                .Select(spec =>
                {
                    at = (at + 12_345) % 2_000_000;
                    return new NamedTensor(
                        spec.Name,
                        spec.Name.Contains("norm", StringComparison.Ordinal)
                            ? ones([.. spec.Shape], ScalarType.BFloat16)
                            : pool.narrow(0, at, spec.Count).view([.. spec.Shape])
                    );
                })
        );
    }
}
