using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>The formulas against a loop over tokens, with experts computed on plain numbers.</summary>
public sealed class CriterionFormulaTests : IDisposable
{
    private const int Hidden = 32,
        Inner = 16,
        Experts = 8,
        Layer = 1;
    private readonly TemporaryFolder _folder = new();
    private readonly ModelConfig _config = TinyModel.Parse(TinyModel.Config());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // with a selection bias, which g must not hold
    public void Every_formula_equals_a_loop_over_tokens(bool sigmoid)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var rule = new RouterRule(Experts, 3, sigmoid ? Scoring.Sigmoid : Scoring.Softmax)
        {
            SelectionBias = sigmoid,
            Renormalise = sigmoid,
            Scale = 2.5,
        };
        var (gateUp, down) = (
            randn(Experts, 2 * Inner, Hidden, generator: generator) * 0.2,
            randn(Experts, Hidden, Inner, generator: generator) * 0.2
        );
        var (weight, bias) = (
            randn(Experts, Hidden, generator: generator) * 0.3,
            sigmoid ? randn(Experts, generator: generator) : null
        );
        using var experts = new RoutedExperts(gateUp, down);
        var (x, before) = (randn(40, Hidden, generator: generator), randn(40, Hidden, generator: generator) * 3);
        var statistics = new RoutingStatistics(_config);
        new MoeLayer(new Router(rule, weight, bias), experts, shared: null).Forward(
            x,
            Layer,
            new LayerRouting(3) { Observer = statistics, Before = before }
        );

        var plain = new Dictionary<CriterionFormula, double[]>(
            CriterionFormula.All.Select(formula => KeyValuePair.Create(formula, new double[Experts]))
        );
        var counts = new int[Experts];
        for (var t = 0; t < 40; t++)
        {
            double[] token = Numbers(x[t]),
                state = Numbers(before[t]);
            var logits = Enumerable.Range(0, Experts).Select(e => (float)Dot(Numbers(weight[e]), token)).ToArray();
            var (chosen, g) = (new int[3], new float[3]);
            TokenRouting.Assign(
                rule,
                logits,
                bias is null ? [] : [.. Numbers(bias).Select(b => (float)b)],
                [],
                SkippedWeights.ArchitectureDefault,
                chosen,
                g
            );
            var f = chosen.Select(e => Expert(Numbers(gateUp[e]), Numbers(down[e]), token)).ToArray();
            var after = state.Select((s, i) => s + f.Zip(g).Sum(slot => slot.First[i] * slot.Second)).ToArray();
            var moved = Math.Max(0, 1 - (Dot(state, after) / Math.Sqrt(Dot(state, state) * Dot(after, after))));
            foreach (var (slot, e) in chosen.Index())
            {
                counts[e]++;
                foreach (var (formula, sums) in plain)
                {
                    sums[e] +=
                        Math.Pow(g[slot], formula.B)
                        * Math.Pow(Math.Sqrt(Dot(f[slot], f[slot])), formula.C)
                        * Math.Pow(moved, formula.D);
                }
            }
        }

        statistics.Tokens.ShouldBe(40);
        statistics.Counts(Layer).ShouldBe(counts.Select(n => (long)n));
        foreach (var (formula, sums) in plain)
        {
            var worth = statistics.Worth(Layer, formula);
            for (var e = 0; e < Experts; e++)
            {
                var expected = counts[e] == 0 ? 0 : Math.Pow(counts[e], formula.A) * (sums[e] / counts[e]);
                worth[e].ShouldBe(expected, 1e-3 * Math.Abs(expected), $"{formula.Name} of expert {e}");
            }
        }
    }

    [Fact]
    public void Names_stand_for_what_was_published_under_them()
    {
        CriterionFormula
            .All.Select(formula => (formula.Name, formula.A, formula.B, formula.C, formula.D))
            .ShouldBe([
                ("hard-count", 1, 0, 0, 0),
                ("soft-count", 1, 1, 0, 0),
                ("ean", 1, 0, 1, 0),
                ("weighted-ean", 1, 1, 1, 0),
                ("reap", 0, 1, 1, 0),
                ("man", 0, 0, 1, 0),
                ("msan", 0, 0, 2, 0),
                ("easy-ep", 1, 1, 1, 1),
            ]);
        CriterionFormula.All.ShouldAllBe(formula => CriterionFormula.Named(formula.Name) == formula);
        CriterionFormula.Named("loudest").ShouldBeNull();
    }

    [Fact]
    public void Texts_add_up_in_any_order()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var stop = TestContext.Current.CancellationToken;
        RoutingStatistics Of(params int[][] texts) => Calibration.Run(model, texts, cancellation: stop);
        var (whole, parts) = (Of([1, 2, 3], [4, 5], [6, 7, 8, 9]), Of([6, 7, 8, 9]));
        parts.Add(Of([4, 5]));
        parts.Add(Of([1, 2, 3]));
        parts.Tokens.ShouldBe(whole.Tokens);
        foreach (var layer in model.MoeLayers)
        {
            parts.Counts(layer).ShouldBe(whole.Counts(layer));
            CriterionFormula.All.ShouldAllBe(formula =>
                parts
                    .Worth(layer, formula)
                    .Zip(whole.Worth(layer, formula))
                    .All(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 + (1e-6 * pair.Second))
            );
        }

        Should
            .Throw<MoeUsageException>(() =>
                parts.Add(new RoutingStatistics(TinyModel.Parse(TinyModel.Config("mixtral"))))
            )
            .Message.ShouldContain("2 MoE layers of 4 experts; these are of 2 MoE layers of 8");
        foreach (
            var (part, value, shape) in new[]
            {
                ("num_hidden_layers", 4, "3 MoE layers of 8"),
                ("n_routed_experts", 4, "2 MoE layers of 4"),
            }
        )
        {
            var other = new RoutingStatistics(TinyModel.Parse(TinyModel.Config("deepseek_v2", (part, value))));
            Should
                .Throw<MoeUsageException>(() => parts.Add(other))
                .Message.ShouldContain($"are of {shape} experts; these are of 2 MoE layers of 8");
        }

        Should
            .Throw<MoeUsageException>(() => parts.Worth(1, new("cube", 1, 0, 3, 0)))
            .Message.ShouldContain("cube needs sums of g^0 ‖f‖^3");
    }

    [Fact]
    public void A_layer_adds_what_is_observed_to_the_state_that_is_observed()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config("mixtral")); // no shared experts
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(_folder.Path);
        var (seen, ids) = (new Seeing(), tensor(new long[] { 5, 6, 7, 8 }).unsqueeze(0));
        using var context = new AttentionContext();
        var y = model.Layer(0, model.Embed(ids), context, model.Route(null, observer: seen)[0])[0];
        Golden.ShouldBeClose(seen.After!, y, "state and experts");
        Golden.ShouldBeClose(model.Forward(ids, observer: seen), model.Forward(ids), "logits while observed", 1e-5);
    }

    [Theory]
    [InlineData("deepseek_v2")]
    [InlineData("mixtral")]
    public void Weights_alone_rank_by_mean_over_root_mean_square(string family)
    {
        TinyModel.Write(_folder["plain"], TinyModel.Config(family), Outlier);
        TinyModel.Write(_folder["fused"], TinyModel.Config(family), tensors => FusedNames.Fuse(Outlier(tensors)));
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(_folder["plain"]);
        var criterion = ByWeights.Of(model, cancellation: TestContext.Current.CancellationToken);
        var layer = model.MoeLayers[^1];
        var names = model
            .Config.Parameters()
            .Where(spec =>
                spec.Part == ModelPart.Routed
                && spec.Name.StartsWith($"model.layers.{layer}.", StringComparison.Ordinal)
            )
            .Select(spec => spec.Name)
            .ToArray();
        for (var e = 0; e < model.Config.Moe.Router.Experts; e++)
        {
            var all = names
                .Skip(3 * e)
                .Take(3)
                .SelectMany(name => Numbers(model.Checkpoint.Load(name, ScalarType.Float32)))
                .ToArray();
            criterion.Ratios[layer][e].ShouldBe(all.Average(Math.Abs) / Math.Sqrt(all.Average(w => w * w)), 1e-6);
        }

        criterion.Ratios[layer][0].ShouldBe(Math.Sqrt(2 / Math.PI), 0.03); // of normal weights
        criterion.Rank(model.Config)[layer][0].ShouldBe(2); // the one with a weight that stands out
        using var fused = MoeModel.Open(_folder["fused"]);
        ByWeights
            .Of(fused, cancellation: TestContext.Current.CancellationToken)
            .Ratios[layer]
            .ShouldBe(criterion.Ratios[layer], 1e-9);
    }

    [Theory]
    [InlineData("32", 64, 32)]
    [InlineData("50%", 64, 32)]
    [InlineData("12.5%", 8, 1)]
    [InlineData("30%", 5, 2)]
    [InlineData("100%", 8, 8)]
    public void A_share_becomes_a_number(string text, int experts, int expected) =>
        KeepCount.Parse(text, experts).ShouldBe(expected);

    [Theory]
    [InlineData("5%", "is 5% of 8 experts, which rounds to 0: none")]
    [InlineData("99%", "is 99% of 8 experts, which rounds to 8: all of them")]
    [InlineData("0%", "is '0%'")]
    [InlineData("NaN%", "is 'NaN%'")]
    [InlineData("-3", "is '-3'")]
    public void A_share_of_none_or_all_is_refused(string text, string message) =>
        Should.Throw<MoeUsageException>(() => KeepCount.Parse(text, 8)).Message.ShouldContain(message);

    [Fact]
    public void A_worth_that_is_not_a_number_is_refused() =>
        Should
            .Throw<MoeUsageException>(() =>
                new ByWeights(
                    new Dictionary<int, IReadOnlyList<double>>
                    {
                        [1] = [0, 1, double.NaN, 0, 0, 0, 0, 0],
                        [2] = new double[8],
                    }
                ).Choose(_config, 2)
            )
            .Message.ShouldContain("aimer of expert 2 in layer 1 is not a number");

    private static IEnumerable<NamedTensor> Outlier(IEnumerable<NamedTensor> tensors) =>
        tensors.Select(tensor =>
        {
            if (tensor.Name.Contains(".experts.2.", StringComparison.Ordinal))
            {
                tensor.Value[0, 0] = 9f;
            }

            return tensor;
        });

    private static double[] Expert(double[] gateUp, double[] down, double[] x)
    {
        double Row(int row) => Dot(gateUp[(row * Hidden)..((row + 1) * Hidden)], x);
        double[] inner = [.. Enumerable.Range(0, Inner).Select(i => Row(i) / (1 + Math.Exp(-Row(i))) * Row(Inner + i))];
        return [.. Enumerable.Range(0, Hidden).Select(h => Dot(down[(h * Inner)..((h + 1) * Inner)], inner))];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b).Sum(pair => pair.First * pair.Second);

    private static double[] Numbers(Tensor x) => [.. x.to_type(ScalarType.Float64).contiguous().data<double>()];

    private sealed class Seeing : IExpertObserver
    {
        public Tensor? After { get; private set; }

        public void Observe(int layer, Tensor experts, Tensor weights) { }

        public void ObserveOutputs(int layer, ExpertActivity activity) =>
            After ??= (
                activity.Before + (activity.Outputs * activity.Weights.unsqueeze(2)).sum([1L])
            ).DetachFromDisposeScope();
    }
}
