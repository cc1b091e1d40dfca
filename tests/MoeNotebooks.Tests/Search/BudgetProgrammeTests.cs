using CsCheck;
using MoeNotebooks.Errors;
using MoeNotebooks.Search;

namespace MoeNotebooks.Tests.Search;

/// <summary>The dynamic programme against trying everything.</summary>
public sealed class BudgetProgrammeTests
{
    private static readonly Gen<(LayerLosses Losses, int Budget)> Cases =
        from layers in Gen.Int[1, 5]
        from trained in Gen.Int[1, 4]
        from losses in Gen.Double[-1, 5].Array[trained].Array[layers]
        from budget in Gen.Int[layers, (layers * trained) + 3]
        select (new LayerLosses(losses, "nats"), budget);

    [Fact]
    public void No_allocation_within_the_budget_loses_less() =>
        Cases.Sample(
            c =>
            {
                var chosen = BudgetProgramme.Solve(c.Losses, c.Budget);
                chosen.Sum().ShouldBeLessThanOrEqualTo(c.Budget);
                chosen.ShouldAllBe(k => k >= 1 && k <= c.Losses.Trained);
                c.Losses.Sum(chosen)
                    .ShouldBe(
                        All(c.Losses.Losses.Count, c.Losses.Trained)
                            .Where(one => one.Sum() <= c.Budget)
                            .Min(c.Losses.Sum),
                        1e-12
                    );
            },
            iter: 300
        );

    [Fact]
    public void Experts_go_where_they_are_worth_most()
    {
        var losses = new LayerLosses(
            [
                [0.1, 0.05, 0],
                [9, 4, 0],
                [0.2, 0.1, 0],
            ],
            "nats"
        );
        BudgetProgramme.Solve(losses, 5).ShouldBe([1, 3, 1]);
        BudgetProgramme.Solve(losses, 9).ShouldBe([3, 3, 3]);
        Should
            .Throw<MoeUsageException>(() => BudgetProgramme.Solve(losses, 2))
            .Message.ShouldContain("3 layers use at least 3");
    }

    [Fact]
    public void What_costs_nothing_is_not_spent() =>
        BudgetProgramme
            .Solve(
                new LayerLosses(
                    [
                        [0, 0, 0],
                        [1, 0, 0],
                    ],
                    "nats"
                ),
                6
            )
            .ShouldBe([1, 2]);

    private static IEnumerable<int[]> All(int layers, int most) =>
        layers == 0
            ?
            [
                [],
            ]
            : All(layers - 1, most).SelectMany(start => Enumerable.Range(1, most).Select(k => (int[])[.. start, k]));
}
