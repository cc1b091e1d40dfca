using MoeNotebooks.Errors;
using MoeNotebooks.Search;

namespace MoeNotebooks.Tests.Search;

/// <summary>What each method chooses where the best is known.</summary>
public sealed class SearchMethodTests
{
    private const int Layers = 4;
    private const int Trained = 4;

    // convex: each further expert taken from a layer costs more than the one before, so that greedy is exact
    private static readonly LayerLosses Losses = new(
        [
            .. new[] { 1.0, 8, 3, 0.5 }.Select(weight =>
                Enumerable.Range(1, Trained).Select(k => weight * (Trained - k) * (Trained - k)).ToArray()
            ),
        ],
        "nats"
    );

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(16)]
    public async Task Greedy_finds_the_programmes_allocation_where_losses_are_convex_and_add_up(int budget)
    {
        var chosen = await GreedySearch.ChooseAsync(new Known(), Layers, Trained, Options(SearchMethod.Greedy, budget));
        Losses.Sum(chosen).ShouldBe(Losses.Sum(BudgetProgramme.Solve(Losses, budget)), 1e-12);
        chosen.Sum().ShouldBe(budget);
    }

    [Fact]
    public async Task Evolution_keeps_to_its_budget_and_its_seed_and_finds_what_beats_an_even_allocation()
    {
        var (one, two) = (new Known(), new Known());
        var chosen = await EvolutionarySearch.ChooseAsync(one, Layers, Trained, Options(SearchMethod.Evolutionary, 9));
        chosen.ShouldBe(
            await EvolutionarySearch.ChooseAsync(two, Layers, Trained, Options(SearchMethod.Evolutionary, 9))
        );
        one.Seen.Select(allocation => string.Join(',', allocation))
            .ShouldBe(two.Seen.Select(allocation => string.Join(',', allocation)));
        one.Seen.ShouldAllBe(allocation => allocation.Sum() == 9 && allocation.All(k => k >= 1 && k <= Trained));
        Losses.Sum(chosen).ShouldBe(Losses.Sum(BudgetProgramme.Solve(Losses, 9)), 1e-12);
        Losses.Sum(chosen).ShouldBeLessThan(Losses.Sum(ExpertBudget.Even(Layers, 9)));
    }

    [Fact]
    public async Task Four_tuples_within_the_budget_are_all_looked_at_once()
    {
        var known = new Known();
        var chosen = await ExhaustiveSearch.ChooseAsync(
            known,
            Layers,
            Trained,
            Options(SearchMethod.Exhaustive, 10) with
            {
                Levels = [1, 4],
            }
        );
        known.Seen.ShouldAllBe(allocation => allocation.Sum() <= 10);
        known.Seen.Select(allocation => string.Join(',', allocation)).ShouldBeUnique();
        Losses.Sum(chosen).ShouldBe(known.Seen.Min(Losses.Sum));
        await Should.ThrowAsync<MoeUsageException>(() =>
            ExhaustiveSearch.ChooseAsync(
                known,
                Layers,
                Trained,
                Options(SearchMethod.Exhaustive, 10) with
                {
                    Levels = [4],
                }
            )
        );
    }

    [Fact]
    public async Task Sensitivity_is_what_one_layer_alone_loses()
    {
        var found = await LayerLosses.MeasureAsync(
            new Known(),
            Layers,
            Trained,
            MoeNotebooks.Evaluation.Measure.LogLikelihood
        );
        for (var layer = 0; layer < Layers; layer++)
        {
            found.Losses[layer].ShouldBe(Losses.Losses[layer], 1e-12);
        }
    }

    [Theory]
    [InlineData("50%", 9)]
    [InlineData("100%", 18)]
    [InlineData("7", 7)]
    public void A_budget_is_a_number_or_a_share(string text, int budget) =>
        ExpertBudget.Parse(text, 3, 6).ShouldBe(budget);

    [Theory]
    [InlineData("0")]
    [InlineData("19")]
    [InlineData("2.5")]
    [InlineData("120%")]
    [InlineData("half")]
    public void What_is_no_budget_is_refused(string text) =>
        Should.Throw<MoeUsageException>(() => ExpertBudget.Parse(text, 3, 6)).Message.ShouldContain("3 to 18");

    [Fact]
    public void An_even_allocation_spends_all_and_differs_by_one()
    {
        foreach (var budget in Enumerable.Range(5, 26))
        {
            var even = ExpertBudget.Even(5, budget);
            even.Sum().ShouldBe(budget);
            (even.Max() - even.Min()).ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public void Options_that_cannot_be_are_named_together()
    {
        var message = Should
            .Throw<MoeUsageException>(() =>
                (Options(SearchMethod.Greedy, 3) with { Levels = [9], DevelopmentShare = 1 }).Check(Layers, Trained)
            )
            .Message;
        message.ShouldContain("4 layers use 4 to 16");
        message.ShouldContain("levels: must be 1 to 4");
        message.ShouldContain("development share");
    }

    private static SearchOptions Options(SearchMethod method, int budget) =>
        new(method, budget) { Seed = 3, Generations = 20 };

    /// <summary>Scores that are known: layers do not depend on each other.</summary>
    private sealed class Known : IAllocationScores
    {
        public List<int[]> Seen { get; } = [];

        public Task<IReadOnlyList<double>> OfAsync(IReadOnlyList<int[]> allocations)
        {
            Seen.AddRange(allocations);
            return Task.FromResult<IReadOnlyList<double>>([
                .. allocations.Select(allocation => -Losses.Sum(allocation)),
            ]);
        }
    }
}
