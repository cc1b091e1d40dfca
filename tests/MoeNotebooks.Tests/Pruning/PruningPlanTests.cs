using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Tests.Models;

namespace MoeNotebooks.Tests.Pruning;

public sealed class PruningPlanTests : IDisposable
{
    private const int Experts = 8;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_grid_is_the_full_model_then_criteria_then_chance_each_at_every_number()
    {
        var config = TinyModel.Parse(TinyModel.Config());
        PruningCriterion[] criteria = [new ByIndex(IndexRule.First), new ByIndex(IndexRule.Last)];
        var grid = PruningPlan.Grid(config, criteria, [4, 2], draws: 2);
        grid.Select(model => (model.Criterion, model.Kept, model.Seed))
            .ShouldBe([
                (PruningPlan.Full, 8, null),
                (criteria[0].Name, 4, null),
                (criteria[1].Name, 4, null),
                (criteria[0].Name, 2, null),
                (criteria[1].Name, 2, null),
                ("random", 4, 1),
                ("random", 4, 2),
                ("random", 2, 1),
                ("random", 2, 2),
            ]);
        grid[0].Mask.ShouldBeNull();
        grid[4].Mask!.Kept[2].ShouldBe([6, 7]);
        grid[8].Mask.ShouldBe(new ByChance(2).Choose(config, 2));
        PruningPlan.Keeps(config, [50, 12.5, 31.25]).ShouldBe([4, 1, 3]); // 2.5 is rounded up
    }

    [Fact]
    public void Chance_is_the_seeds_and_the_layers_own() =>
        new ByChance(7).Worth(2, 3).ShouldBe(Drawn(new Random((7 * 1_000_003) + 2), 3));

    [Fact]
    public void Over_all_layers_experts_go_by_their_share_of_their_layer()
    {
        var statistics = Statistics();
        var config = TinyModel.Parse(TinyModel.Config());
        int[] layers = [.. config.MoeLayers];
        var soft = new ByFormula(CriterionFormula.SoftCount, statistics);
        Kept(soft, 4)
            .ShouldBe(
                Largest(
                    layer => statistics.WeightSums(layer).Select(sum => sum / statistics.WeightSums(layer).Sum()),
                    8
                )
            );
        Kept(new ByReconstruction(statistics), 4).ShouldBe(Largest(Reconstruction, 8));
        PruningPlan
            .Overall(config, [soft], [5, 2])
            .Select(model =>
                (
                    model.Criterion,
                    model.Kept,
                    model.Mask!.Kept.Values.Min(kept => kept.Count) >= Math.Min(3, model.Kept)
                )
            )
            .ShouldBe([($"{soft.Name}, global", 5, true), ($"{soft.Name}, global", 2, true)]);

        (int, int)[] Kept(PruningCriterion criterion, int keep) =>
            [
                .. from layer in criterion.ChooseOverall(config, keep).Kept
                from expert in layer.Value
                orderby layer.Key, expert
                select (layer.Key, expert),
            ];

        (int, int)[] Largest(Func<int, IEnumerable<double>> shares, int count) =>
            [
                .. layers
                    .SelectMany(layer => shares(layer).Select((share, e) => (layer, e, share)))
                    .OrderByDescending(one => one.share)
                    .Take(count)
                    .Select(one => (one.layer, one.e))
                    .Order(),
            ];

        // ‖Σ over the removed of g f‖² written out for every set of the removed, of the same for all
        double[] Reconstruction(int layer)
        {
            var (products, worth) = (
                statistics.Products(layer),
                new ByReconstruction(statistics).Worth(layer, Experts)
            );
            double[] errors = [.. Enumerable.Range(0, Experts).Select(e => Error(other => worth[other] <= worth[e]))];
            return
            [
                .. Enumerable
                    .Range(0, Experts)
                    .Select(e => errors.Where((_, other) => worth[other] <= worth[e]).Max() / Error(_ => true)),
            ];

            double Error(Func<int, bool> removed) =>
                (
                    from a in Enumerable.Range(0, Experts).Where(removed)
                    from b in Enumerable.Range(0, Experts).Where(removed)
                    select products[(a * Experts) + b]
                ).Sum();
        }
    }

    [Fact]
    public void The_papers_criteria_are_counts_and_indices()
    {
        var statistics = Statistics();
        PruningPlan
            .Paper(statistics)
            .Select(criterion => criterion.Name)
            .ShouldBe([
                CriterionFormula.SoftCount.Name,
                CriterionFormula.HardCount.Name,
                .. Enum.GetValues<IndexRule>().Select(rule => new ByIndex(rule).Name),
            ]);
        PruningPlan
            .Formulas(statistics)
            .Select(criterion => criterion.Name)
            .ShouldBe(CriterionFormula.All.Select(formula => formula.Name));
    }

    private RoutingStatistics Statistics()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        return Calibration.Run(
            model,
            [
                [1, 2, 3, 4, 5, 6, 7, 8, 9],
                [20, 30, 40, 50],
                [11, 12, 13, 14, 15, 16],
            ],
            cancellation: TestContext.Current.CancellationToken
        );
    }

    private static double[] Drawn(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
}
