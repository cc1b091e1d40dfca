using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>Greedy reconstruction against a plain search over outputs, and budgets over all layers.</summary>
public sealed class ByReconstructionTests : IDisposable
{
    private const int Experts = 8;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_step_removes_the_expert_whose_loss_adds_least_to_the_outputs_error()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(_folder.Path);
        int[][] texts =
        [
            [1, 2, 3, 4, 5, 6, 7, 8, 9],
            [20, 30, 40, 50],
        ];
        var statistics = Calibration.Run(model, texts, cancellation: TestContext.Current.CancellationToken);
        var given = Given(model, texts);
        foreach (var layer in model.MoeLayers)
        {
            var worth = new ByReconstruction(statistics).Worth(layer, Experts);
            var removed = new List<int>();
            foreach (var expert in Enumerable.Range(0, Experts).OrderBy(e => worth[e]))
            {
                var best = Enumerable.Range(0, Experts).Except(removed).Min(e => Error(given[layer], [.. removed, e]));
                Error(given[layer], [.. removed, expert])
                    .ShouldBe(best, 1e-3 * Math.Abs(best) + 1e-9, $"layer {layer}, after {removed.Count}");
                removed.Add(expert);
            }
        }

        // added up over texts it is the same
        var parts = Calibration.Run(model, [texts[1]], cancellation: TestContext.Current.CancellationToken);
        parts.Add(Calibration.Run(model, [texts[0]], cancellation: TestContext.Current.CancellationToken));
        new ByReconstruction(parts)
            .Choose(model.Config, 4)
            .ShouldBe(new ByReconstruction(statistics).Choose(model.Config, 4));
    }

    [Fact]
    public void A_budget_over_all_layers_keeps_the_experts_of_the_largest_share_and_some_of_each()
    {
        var config = TinyModel.Parse(TinyModel.Config());
        var criterion = new Fixed(
            new Dictionary<int, double[]> { [1] = [9, 1, 1, 1, 1, 1, 1, 1], [2] = [4, 4, 4, 4, 0, 0, 0, 0] }
        );
        var mask = criterion.ChooseOverall(config, 3);
        mask.Kept[1].ShouldBe([0, 1]); // 9/16, then one more of 1/16 fills the budget
        mask.Kept[2].ShouldBe([0, 1, 2, 3]); // 4/16 each, and so before the seven of 1/16
        criterion.ChooseOverall(config, 3, atLeast: 3).Kept.Values.ShouldAllBe(kept => kept.Count == 3);
        criterion.ChooseOverall(config, 8).Kept.Values.ShouldAllBe(kept => kept.Count == 8);
        mask.Notices(config.Moe.Router)
            .ShouldContain(
                "layers keep different numbers of experts, from 2 to 4 of 8: this works as a mask, not as a checkpoint"
            );
        mask.Notices(config.Moe.Router)
            .ShouldContain("a token uses 3 experts as trained; layers keep 2, so that it uses fewer");
    }

    [Theory]
    [InlineData(0, 1, "is 0 on average and at least 1")]
    [InlineData(9, 1, "a layer has 8 experts")]
    [InlineData(2, 3, "is 2 on average and at least 3")]
    public void A_budget_that_cannot_be_is_refused(int keep, int atLeast, string message) =>
        Should
            .Throw<MoeUsageException>(() =>
                new ByIndex(IndexRule.Even).ChooseOverall(TinyModel.Parse(TinyModel.Config()), keep, atLeast)
            )
            .Message.ShouldContain(message);

    [Fact]
    public void A_criterion_that_only_ranks_has_no_budget_over_all_layers() =>
        Should
            .Throw<MoeUsageException>(() =>
                new ByIndex(IndexRule.First).ChooseOverall(TinyModel.Parse(TinyModel.Config()), 2)
            )
            .Message.ShouldContain("cannot be global by first");

    [Fact]
    public void Unequal_layers_mask_as_a_model_whose_router_never_had_them()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config("mixtral"));
        using var scope = NewDisposeScope();
        using var model = MoeModel.Open(_folder.Path);
        var mask = new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [0] = [1, 3], [1] = [0, 1, 2] });
        var ids = tensor(new long[] { 5, 6, 7, 8 }).unsqueeze(0);
        using var context = new AttentionContext();
        var plan = model.Route(policy: null, mask);
        var x = model.Embed(ids);
        for (var layer = 0; layer < 2; layer++)
        {
            // Layer by layer, each with its own number
            x = model.Layer(layer, x, context, new LayerRouting(2) { Kept = mask.Kept[layer] });
        }

        Golden.ShouldBeClose(model.Forward(ids, mask: mask), model.Logits(x), "unequal layers", 1e-6);
        plan[0]!.Kept.ShouldBe([1, 3]);
        Should
            .Throw<MoeUsageException>(() => CheckpointPruner.Write(_folder.Path, mask, _folder["small"]))
            .Message.ShouldContain("keeps 2 experts in layer 0 and 3 in layer 1; a checkpoint has one number");
    }

    [Fact]
    public void Criteria_that_rank_alike_correlate_and_the_foremost_expert_is_first_by_all()
    {
        var config = TinyModel.Parse(TinyModel.Config());
        Fixed one = new(
            new Dictionary<int, double[]> { [1] = [8, 7, 6, 5, 4, 3, 2, 1], [2] = [1, 2, 3, 4, 5, 6, 7, 8] }
        );
        Fixed squared = new(
            one.Numbers.ToDictionary(layer => layer.Key, layer => layer.Value.Select(x => x * x).ToArray())
        );
        Fixed opposite = new(
            one.Numbers.ToDictionary(layer => layer.Key, layer => layer.Value.Select(x => -x).ToArray())
        );
        var matrix = CriteriaComparison.Correlations(config, [one, squared, opposite]);
        matrix[0][1].ShouldBe(1, 1e-9);
        matrix[0][2].ShouldBe(-1, 1e-9);
        CriteriaComparison
            .Foremost(config, [one, squared], 2)
            .ShouldBe([new ExpertStanding(1, 0, 1, 1, 1), new ExpertStanding(2, 7, 1, 1, 1)]);
        CriteriaComparison.Foremost(config, [one, opposite], 1)[0].ShouldBe(new ExpertStanding(1, 0, 4.5, 1, 8));
        AblationStandings
            .Of(
                [opposite, one],
                [.. Enumerable.Range(0, 4).Select(e => new AblatedExpert(2, e, 10, e * e, 0))],
                Experts
            )
            .ShouldBe([("fixed", 1.0), ("fixed", -1.0)]);
    }

    /// <summary>‖Σ over the removed of g f‖², summed over tokens.</summary>
    private static double Error(IReadOnlyList<Tensor[]> tokens, int[] removed) =>
        tokens.Sum(token =>
        {
            using var scope = NewDisposeScope();
            var lost = removed.Aggregate(zeros(token[0].shape[0], dtype: ScalarType.Float64), (sum, e) =>
                sum + token[e]
            );
            return (lost * lost).sum().item<double>();
        });

    /// <summary>[layer][token][expert], g f, zero where the token did not use it.</summary>
    private static Dictionary<int, List<Tensor[]>> Given(MoeModel model, int[][] texts)
    {
        var seen = new Seeing();
        foreach (var text in texts)
        {
            model.Forward(tensor(text.Select(id => (long)id).ToArray()).unsqueeze(0), observer: seen);
        }

        return seen.Layers;
    }

    private sealed class Seeing : IExpertObserver
    {
        public Dictionary<int, List<Tensor[]>> Layers { get; } = [];

        public void Observe(int layer, Tensor experts, Tensor weights) { }

        public void ObserveOutputs(int layer, ExpertActivity activity)
        {
            var tokens = Layers.TryGetValue(layer, out var known) ? known : Layers[layer] = [];
            for (var t = 0; t < activity.Experts.shape[0]; t++)
            {
                var token = Enumerable
                    .Range(0, Experts)
                    .Select(_ => zeros(activity.Outputs.shape[2], dtype: ScalarType.Float64).DetachFromDisposeScope())
                    .ToArray();
                for (var s = 0; s < activity.Experts.shape[1]; s++)
                {
                    token[activity.Experts[t, s].item<long>()] = (activity.Outputs[t, s] * activity.Weights[t, s])
                        .to_type(ScalarType.Float64)
                        .DetachFromDisposeScope();
                }

                tokens.Add(token);
            }
        }
    }

    private sealed record Fixed(IReadOnlyDictionary<int, double[]> Numbers) : PruningCriterion
    {
        public override string Name => "fixed";

        public override IReadOnlyList<double> Worth(int layer, int experts) => Numbers[layer];

        private protected override IReadOnlyList<double> Shares(int layer, int experts) =>
            [.. Numbers[layer].Select(number => number / Numbers[layer].Sum())];
    }
}
