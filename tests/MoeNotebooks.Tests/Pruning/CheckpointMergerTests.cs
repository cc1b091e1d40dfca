using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>
/// Merged experts against plain arithmetic: every order of hidden units tried, means taken number by number.
/// </summary>
public sealed class CheckpointMergerTests : IDisposable
{
    private const int Inner = 5,
        Layer = 1,
        Experts = 8;
    private static readonly int[][] Texts =
    [
        [3, 1, 4, 15, 9, 2, 6, 53],
        [58, 9, 7, 93, 23, 84],
    ];
    private readonly string _config = TinyModel.Config("deepseek_v2", ("moe_intermediate_size", Inner));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(6)]
    public void An_assignment_is_the_best_of_all(int n)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var chance = new Random(seed);
            double[] scores =
            [
                .. Enumerable
                    .Range(0, n * n)
                    .Select(_ => seed % 2 == 0 ? chance.NextDouble() - 0.5 : chance.Next(-2, 3)),
            ]; // with ties
            var columns = LinearAssignment.Largest(scores, n);
            columns.Order().ShouldBe(Enumerable.Range(0, n));
            double Total(IEnumerable<int> order) => order.Select((column, row) => scores[(row * n) + column]).Sum();
            Total(columns).ShouldBe(Orders(n).Max(Total), 1e-12);
        }
    }

    [Fact]
    public void A_merged_expert_is_the_mean_by_use_of_its_group_in_the_order_of_units_that_is_nearest()
    {
        TinyModel.Write(_folder["full"], _config);
        using var scope = NewDisposeScope();
        using var full = MoeModel.Open(_folder["full"]);
        var (mask, statistics) = Merge(full, "merged");
        using var merged = MoeModel.Open(_folder["merged"]);
        var similarity = Calibration
            .Similarity(full, Texts, 1, 0, cancellation: TestContext.Current.CancellationToken)
            .Similarity[0]; // of layer 1
        var kept = mask.Kept[Layer];
        var target = Enumerable
            .Range(0, Experts)
            .ToDictionary(e => e, e => kept.Contains(e) ? e : kept.MaxBy(to => similarity[(e * Experts) + to]));
        foreach (var group in target.GroupBy(pair => pair.Value, pair => pair.Key))
        {
            var (uses, sum) = (
                statistics.Counts(Layer),
                Enumerable.Repeat(new double[3 * 32], Inner).Select(unit => unit.ToArray()).ToArray()
            );
            var reference = Units(full, group.Key);
            group.Sum(e => uses[e]).ShouldBeGreaterThan(0);
            foreach (var member in group)
            {
                var units = Units(full, member);
                var order = Orders(Inner)
                    .MinBy(order =>
                        order
                            .Select((from, to) => units[from].Zip(reference[to], (a, b) => (a - b) * (a - b)).Sum())
                            .Sum()
                    )!;
                for (var unit = 0; unit < Inner; unit++)
                {
                    sum[unit] =
                    [
                        .. sum[unit]
                            .Zip(units[order[unit]], (s, w) => s + (w * uses[member] / group.Sum(e => uses[e]))),
                    ];
                }
            }

            foreach (var member in group)
            {
                Units(merged, member)
                    .SelectMany(unit => unit)
                    .ShouldBe(sum.SelectMany(unit => unit), 1e-6, $"expert {member}");
            }
        }

        target.Count(pair => pair.Key != pair.Value).ShouldBe(4);
    }

    [Theory]
    [InlineData("deepseek_v2")]
    [InlineData("mixtral")]
    public void An_expert_with_units_in_another_order_merges_into_its_twin_and_nothing_changes(string family)
    {
        var config = family == "mixtral" ? TinyModel.Config(family) : _config;
        TinyModel.Write(_folder["full"], config, Twin);
        TinyModel.Write(_folder["fused"], config, tensors => FusedNames.Fuse(Twin(tensors)));
        using var scope = NewDisposeScope();
        var ids = tensor(Texts[0].Select(id => (long)id).ToArray()).unsqueeze(0);
        foreach (var form in new[] { "full", "fused" })
        {
            using var full = MoeModel.Open(_folder[form]);
            var all = Enumerable.Range(0, full.Config.Moe.Router.Experts);
            Merge(
                full,
                form + "-merged",
                new ExpertMask(
                    full.MoeLayers.ToDictionary(layer => layer, _ => (IReadOnlyList<int>)[.. all.Where(e => e != 3)])
                )
            );
            using var merged = MoeModel.Open(_folder[form + "-merged"]);
            Golden.ShouldBeClose(merged.Forward(ids), full.Forward(ids), form, 1e-5);
        }
    }

    [Fact]
    public void What_chose_a_pruned_expert_gets_the_merged_one_and_without_its_row_the_smaller_checkpoint_is_the_masked_one()
    {
        TinyModel.Write(_folder["full"], _config);
        TinyModel.Write(_folder["fused"], _config, FusedNames.Fuse);
        using var scope = NewDisposeScope();
        using MoeModel full = MoeModel.Open(_folder["full"]),
            fused = MoeModel.Open(_folder["fused"]);
        var (mask, _) = Merge(full, "merged");
        Merge(fused, "fused-merged");
        using MoeModel merged = MoeModel.Open(_folder["merged"]),
            fusedMerged = MoeModel.Open(_folder["fused-merged"]);
        var ids = tensor(Texts[0].Select(id => (long)id).ToArray()).unsqueeze(0);
        Golden.ShouldBeClose(fusedMerged.Forward(ids), merged.Forward(ids), "fused", 1e-5);

        var (before, after) = (new Seen(), new Seen());
        full.Forward(ids, observer: before);
        merged.Forward(ids, observer: after);
        after.First!.Experts.equal(before.First!.Experts).all().item<bool>().ShouldBeTrue();
        Golden.ShouldBeClose(after.First.Weights, before.First.Weights, "weights", 1e-6);
        var keptOnly = merged.EveryExpert(Layer, before.First.Before); // [N, E, h]
        for (var (t, slots) = (0, before.First.Experts.shape[1]); t < ids.shape[1]; t++)
        {
            for (var slot = 0; slot < slots; slot++)
            {
                var given = after.First.Outputs[t, slot];
                mask.Kept[Layer].Min(e => (keptOnly[t, e] - given).abs().max().item<float>()).ShouldBeLessThan(1e-5f);
            }
        }

        CheckpointPruner.Write(_folder["merged"], mask, _folder["small"]);
        using var small = MoeModel.Open(_folder["small"]);
        small.Config.Moe.Router.Experts.ShouldBe(4);
        Golden.ShouldBeClose(small.Forward(ids), merged.Forward(ids, mask: mask), "rows removed", 1e-5);
    }

    [Fact]
    public void Other_types_and_a_taken_folder_are_refused()
    {
        TinyModel.Write(_folder["full"], _config, tensors =>
            tensors.Select(tensor =>
                tensor.Name.Contains(".experts.", StringComparison.Ordinal)
                    ? new NamedTensor(tensor.Name, tensor.Value.to_type(ScalarType.Float64))
                    : tensor
            )
        );
        using var full = MoeModel.Open(_folder["full"], new ModelOptions { Notify = _ => { } });
        Should
            .Throw<MoeUsageException>(() => Merge(full, "merged"))
            .Message.ShouldContain("down_proj.weight holds F64, of which no mean can be written");
        Directory.Exists(_folder["merged"]).ShouldBeFalse();
        Should.Throw<MoeUsageException>(() => Merge(full, "full")).Message.ShouldContain("holds a model already");
    }

    private (ExpertMask Mask, RoutingStatistics Statistics) Merge(MoeModel model, string to, ExpertMask? mask = null)
    {
        mask ??= new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [1] = [0, 2, 5, 7], [2] = [1, 2, 3, 4] });
        var statistics = Calibration.Run(model, Texts, cancellation: TestContext.Current.CancellationToken);
        CheckpointMerger.Write(
            model,
            mask,
            statistics,
            Texts,
            _folder[to],
            cancellation: TestContext.Current.CancellationToken
        );
        return (mask, statistics);
    }

    /// <summary>Expert 3 becomes expert 1 with its hidden units turned round.</summary>
    private static IEnumerable<NamedTensor> Twin(IEnumerable<NamedTensor> tensors)
    {
        var all = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        return
        [
            .. all.Select(pair => new NamedTensor(
                pair.Key,
                pair.Key.Contains(".experts.3.", StringComparison.Ordinal)
                    ? all[pair.Key.Replace(".experts.3.", ".experts.1.", StringComparison.Ordinal)]
                        .flip(
                            pair.Key.Contains("down_proj", StringComparison.Ordinal)
                            || pair.Key.Contains(".w2.", StringComparison.Ordinal)
                                ? 1
                                : 0
                        )
                    : pair.Value
            )),
        ];
    }

    /// <summary>
    /// The weights of each hidden unit of an expert in <see cref="Layer"/>: its rows of gate and up, its column of
    /// down.
    /// </summary>
    private static double[][] Units(MoeModel model, int expert)
    {
        double[] Load(string projection) =>
            [
                .. model
                    .Checkpoint.Load(
                        $"model.layers.{Layer}.mlp.experts.{expert}.{projection}.weight",
                        ScalarType.Float64
                    )
                    .contiguous()
                    .data<double>(),
            ];
        var (gate, up, down) = (Load("gate_proj"), Load("up_proj"), Load("down_proj"));
        return
        [
            .. Enumerable
                .Range(0, Inner)
                .Select(unit =>
                    (double[])
                        [
                            .. gate[(unit * 32)..((unit + 1) * 32)],
                            .. up[(unit * 32)..((unit + 1) * 32)],
                            .. Enumerable.Range(0, 32).Select(h => down[(h * Inner) + unit]),
                        ]
                ),
        ];
    }

    private static IEnumerable<int[]> Orders(int n) =>
        n == 0
            ?
            [
                [],
            ]
            : Orders(n - 1)
                .SelectMany(shorter =>
                    Enumerable.Range(0, n).Select(at => (int[])[.. shorter[..at], n - 1, .. shorter[at..]])
                );

    private sealed class Seen : IExpertObserver
    {
        public ExpertActivity? First { get; private set; }

        public void Observe(int layer, Tensor experts, Tensor weights) { }

        public void ObserveOutputs(int layer, ExpertActivity activity) =>
            First ??= new(
                activity.Experts.DetachFromDisposeScope(),
                activity.Weights.DetachFromDisposeScope(),
                activity.Outputs.DetachFromDisposeScope(),
                activity.Before.DetachFromDisposeScope()
            );
    }
}
