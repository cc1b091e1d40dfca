using MoeNotebooks.Errors;
using MoeNotebooks.Inference;

namespace MoeNotebooks.Tests.Inference;

public sealed class SamplerTests
{
    private const float Inf = float.PositiveInfinity;

    [Fact]
    public void Greedy_takes_the_first_of_the_highest()
    {
        Sampler.Greedy([1, 3, 3, 2]).ShouldBe(1);
        Sampler.Greedy([0, 0, 0]).ShouldBe(0);
        Sampler.Greedy([-Inf, Inf, 1]).ShouldBe(1);
    }

    [Fact]
    public void Scores_that_are_no_numbers_or_all_impossible_are_refused()
    {
        Should.Throw<MoeDataException>(() => Sampler.Greedy([1, float.NaN]));
        Should.Throw<MoeDataException>(() => Sampler.Draw([-Inf, -Inf], 1, () => 0));
    }

    [Fact]
    public void Draws_follow_the_probabilities()
    {
        var chance = new Random(1);
        var counts = new int[3];
        for (var i = 0; i < 10_000; i++)
        {
            counts[Sampler.Draw([MathF.Log(1), MathF.Log(2), MathF.Log(7)], 1, chance.NextDouble)]++;
        }

        counts[0].ShouldBeInRange(900, 1100);
        counts[1].ShouldBeInRange(1850, 2150);
    }

    [Theory]
    [InlineData(0.69, 2, 2, 2)] // 7 of 10 are enough
    [InlineData(0.71, 1, 2, 2)] // 2 and 7
    [InlineData(1e-9, 2, 2, 2)] // the likeliest always stays
    [InlineData(1, 0, 1, 2)]
    public void A_nucleus_is_the_fewest_likeliest_that_are_enough(double topP, int low, int middle, int high)
    {
        float[] logits = [MathF.Log(1), MathF.Log(2), MathF.Log(7)];
        int Draw(double chance) => Sampler.Draw(logits, 1, topP, () => chance);
        (Draw(0), Draw(0.25), Draw(0.999)).ShouldBe((low, middle, high));
    }

    [Fact]
    public void A_tiny_temperature_and_an_infinite_score_are_the_best_token()
    {
        Sampler.Draw([1, 2, 3], 1e-30, () => 0.999).ShouldBe(2);
        Sampler.Draw([1, Inf, 3], 1, () => 0.999).ShouldBe(1);
        Sampler.Draw([5, 5, -Inf], 1, () => 0.9999999999).ShouldBe(1);
    }
}
