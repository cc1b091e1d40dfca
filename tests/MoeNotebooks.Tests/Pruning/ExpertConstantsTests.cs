using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>Constants in place of pruned experts, against loops over tokens and slots.</summary>
public sealed class ExpertConstantsTests : IDisposable
{
    private const int Hidden = 32,
        Inner = 16,
        Experts = 8,
        Layer = 1;
    private static readonly long[] Text = [3, 1, 4, 15, 9, 2, 6, 53, 58, 9, 7, 93];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ExpertBackend.Sorted)]
    [InlineData(ExpertBackend.Grouped)]
    public void A_constant_stands_where_the_output_would_and_its_expert_never_runs(ExpertBackend backend)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var (gateUp, down) = (
            randn(Experts, 2 * Inner, Hidden, generator: generator) * 0.2,
            randn(Experts, Hidden, Inner, generator: generator) * 0.2
        );
        using var plain = new RoutedExperts(gateUp.clone(), down.clone(), ExpertBackend.Sorted);
        var constants = new[] { 0, 3, 7 }.ToDictionary(
            e => e,
            e => Enumerable.Range(0, Hidden).Select(i => MathF.Sin((e * 50) + i)).ToArray()
        );
        foreach (var e in constants.Keys)
        {
            gateUp[e].fill_(float.NaN); // a product with it would show
        }

        using var experts = new RoutedExperts(gateUp, down, backend).Giving(constants, Experts, Hidden, CPU);
        var x = randn(4, Hidden, generator: generator);
        // Constants, experts, skipped slots; a token of constants only; one of nothing
        var chosen = tensor(new long[] { 0, 1, 2, 3, -1, 5, 7, 0, 3, -1, -1, -1 }).view(4, 3);
        var weights = rand(4, 3, generator: generator).masked_fill(chosen.lt(0), 0);
        var (sums, outputs) = (experts.Forward(x, new(chosen, weights)), experts.Outputs(x, chosen));
        var ran = plain.Outputs(x, chosen);
        for (var t = 0; t < 4; t++)
        {
            var sum = new double[Hidden];
            for (var slot = 0; slot < 3; slot++)
            {
                var given = constants.TryGetValue((int)chosen[t, slot].item<long>(), out var constant)
                    ? constant
                    : Numbers(ran[t, slot]);
                Numbers(outputs[t, slot]).ShouldBe(given, 1e-5);
                sum = [.. sum.Zip(given, (s, f) => s + (weights[t, slot].item<float>() * f))];
            }

            Numbers(sums[t]).ShouldBe(sum.Select(s => (float)s), 1e-5);
        }
    }

    [Fact]
    public void They_are_the_mean_of_what_an_expert_gives_over_the_tokens_that_use_it()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(_folder["model"]);
        int[][] texts =
        [
            [3, 1, 4, 15],
            [9, 2, 6],
        ];
        var mask = new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [2] = [1, 4] });
        var statistics = Calibration.Run(model, texts, cancellation: TestContext.Current.CancellationToken);
        var constants = statistics.Constants(mask);
        constants.Vectors.Keys.ShouldBe([2]); // the mask does not name layer 1
        constants.Vectors[2].Keys.ShouldBe([0, 2, 3, 5, 6, 7]);
        var (sums, counts) = (new double[Experts, Hidden], new int[Experts]);
        foreach (var text in texts)
        {
            var seen = new Seen();
            model.Forward(tensor(text.Select(id => (long)id).ToArray()).unsqueeze(0), observer: seen);
            var (experts, outputs) = seen.Layers[2];
            for (var i = 0; i < experts.Length; i++, counts[experts[i - 1]]++)
            {
                for (var h = 0; h < Hidden; h++)
                {
                    sums[experts[i], h] += outputs[(i * Hidden) + h];
                }
            }
        }

        counts.ShouldContain(0); // such an expert gives nothing
        foreach (var (expert, vector) in constants.Vectors[2])
        {
            vector.ShouldBe(
                Enumerable.Range(0, Hidden).Select(h => (float)(sums[expert, h] / Math.Max(1, counts[expert]))),
                1e-6
            );
        }

        var parts = Calibration.Run(model, [texts[1]], cancellation: TestContext.Current.CancellationToken);
        parts.Add(Calibration.Run(model, [texts[0]], cancellation: TestContext.Current.CancellationToken));
        parts.Constants(mask).Vectors[2][0].ShouldBe(constants.Vectors[2][0], 1e-7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // experts stay in the file
    public void A_model_opened_with_them_gives_them_and_routes_as_before(bool paged)
    {
        int[] pruned = [0, 2, 5];
        TinyModel.Write(_folder["model"], TinyModel.Config());
        TinyModel.Write(_folder["poisoned"], TinyModel.Config(), tensors => tensors.Select(tensor =>
            {
                if (pruned.Any(e => tensor.Name.Contains($"layers.1.mlp.experts.{e}.", StringComparison.Ordinal)))
                {
                    tensor.Value.fill_(float.NaN);
                }

                return tensor;
            }));
        var constants = new ExpertConstants(
            new Dictionary<int, IReadOnlyDictionary<int, float[]>>
            {
                [Layer] = pruned.ToDictionary(e => e, e => Enumerable.Repeat(0.1f * (e + 1), Hidden).ToArray()),
            }
        );
        constants.Write(_folder["constants.safetensors"]);
        var read = ExpertConstants.Read(_folder["constants.safetensors"]);
        read.Digest.ShouldBe(constants.Digest);
        using var scope = NewDisposeScope();
        using var full = MoeModel.Open(_folder["model"]);
        using var model = MoeModel.Open(
            _folder["poisoned"],
            new ModelOptions
            {
                Constants = read,
                MemoryBudget = paged ? 0 : null,
                Notify = _ => { },
            }
        );
        var (before, after, ids) = (new Seen(), new Seen(), tensor(Text).unsqueeze(0));
        full.Forward(ids, observer: before);
        var logits = model.Forward(ids, observer: after);
        logits.isfinite().all().item<bool>().ShouldBeTrue();
        Golden.ShouldBeClose(model.Forward(ids), logits, "unobserved", 1e-5);
        after.Layers[Layer].Experts.ShouldBe(before.Layers[Layer].Experts);
        after.Layers[Layer].Experts.ShouldContain(e => pruned.Contains(e));
        for (var i = 0; i < after.Layers[Layer].Experts.Length; i++)
        {
            var expert = after.Layers[Layer].Experts[i];
            var expected = constants.Vectors[Layer].TryGetValue(expert, out var constant)
                ? constant
                : before.Layers[Layer].Outputs[(i * Hidden)..((i + 1) * Hidden)];
            after.Layers[Layer].Outputs[(i * Hidden)..((i + 1) * Hidden)].ShouldBe(expected, 1e-5);
        }
    }

    [Fact]
    public void What_does_not_fit_a_model_is_refused_all_at_once()
    {
        TinyModel.Write(_folder["model"], TinyModel.Config());
        ExpertConstants Of(int layer, params (int Expert, float[] Vector)[] vectors) =>
            new(
                new Dictionary<int, IReadOnlyDictionary<int, float[]>>
                {
                    [layer] = vectors.ToDictionary(one => one.Expert, one => one.Vector),
                }
            );
        string Refusal(ExpertConstants constants) =>
            Should
                .Throw<MoeUsageException>(() =>
                    MoeModel.Open(_folder["model"], new ModelOptions { Constants = constants }).Dispose()
                )
                .Message;
        var fit = new float[Hidden];
        Refusal(Of(0, (0, fit))).ShouldContain("are for layer 0, which is no MoE layer");
        Refusal(Of(1, (8, fit))).ShouldContain("are for expert 8 of layer 1; there are 8");
        Refusal(Of(1, [.. Enumerable.Range(0, Experts).Select(e => (e, fit))]))
            .ShouldContain("leave layer 1 no expert that runs");
        Refusal(Of(2, (1, [1f, float.PositiveInfinity])))
            .ShouldContain(
                "2 problems: (1) have 2 numbers for expert 1 of layer 2; the hidden state has 32; (2) hold what is not a finite number"
            );
        Should
            .Throw<MoeUsageException>(() =>
                new ExpertConstants(new Dictionary<int, IReadOnlyDictionary<int, float[]>>()).Write(_folder["none"])
            )
            .Message.ShouldContain("no expert is pruned");
    }

    [Fact]
    public void A_file_of_anything_else_is_refused()
    {
        using var scope = NewDisposeScope();
        string Refusal(params NamedTensor[] tensors)
        {
            SafetensorsWriter.Write(_folder["file"], tensors);
            return Should.Throw<MoeDataException>(() => ExpertConstants.Read(_folder["file"])).Message;
        }

        var (numbers, outputs) = (tensor(new long[] { 1, 1 }), zeros(2, 4));
        Refusal(new NamedTensor("model.norm.weight", outputs)).ShouldContain("holds no constants of experts");
        Refusal(new NamedTensor("layers.1.outputs", outputs)).ShouldContain("the file has no such tensor");
        Refusal(new("layers.1.experts", zeros(2)), new("layers.1.outputs", outputs))
            .ShouldContain("is not int64 [n] beside outputs");
        Refusal(new("layers.1.experts", numbers), new("layers.1.outputs", zeros(3, 4)))
            .ShouldContain("is not int64 [n] beside outputs");
        Refusal(new("layers.1.experts", numbers), new("layers.1.outputs", outputs))
            .ShouldContain("names an expert twice");
    }

    private static float[] Numbers(Tensor x) => [.. x.to_type(ScalarType.Float32).contiguous().data<float>()];

    /// <summary>What each layer's experts gave: [N · k] experts, [N · k · h] outputs.</summary>
    private sealed class Seen : IExpertObserver
    {
        public Dictionary<int, (int[] Experts, float[] Outputs)> Layers { get; } = [];

        public void Observe(int layer, Tensor experts, Tensor weights) { }

        public void ObserveOutputs(int layer, ExpertActivity activity) =>
            Layers[layer] = (
                [.. activity.Experts.contiguous().data<long>().Select(e => (int)e)],
                Numbers(activity.Outputs)
            );
    }
}
