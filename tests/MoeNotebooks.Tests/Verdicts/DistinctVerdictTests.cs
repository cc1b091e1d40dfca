using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class DistinctVerdictTests
{
    private static readonly LayerShape V2Lite = LayerShape.V2Lite;

    [Theory]
    [InlineData(0.0, Agreement.Agrees)]
    [InlineData(0.5, Agreement.Disagrees)] // favourites of a mild kind, which a wide tolerance would let through
    [InlineData(1.0, Agreement.Disagrees)]
    public void Uniform_and_skewed_routing_are_told_apart(double skew, Agreement agreement)
    {
        var popularity = new ExpertPopularity(V2Lite.Experts, V2Lite.ActiveExperts, skew);
        DistinctVerdict.Of(Run(repeats: 5, tokens => popularity.Distinct(tokens))).Agreement.ShouldBe(agreement);
    }

    [Fact]
    public void Counts_drawn_at_random_agree_and_drawn_by_favourites_do_not()
    {
        DistinctVerdict.Of(Run(5, tokens => Drawn(tokens, skew: 0))).Agreement.ShouldBe(Agreement.Agrees);
        DistinctVerdict.Of(Run(5, tokens => Drawn(tokens, skew: 0.5))).Agreement.ShouldBe(Agreement.Disagrees);
    }

    [Fact]
    public void Too_few_counts_to_see_favourites_decide_nothing()
    {
        var verdict = DistinctVerdict.Of(Run(repeats: 1, tokens => new LayerCost(V2Lite).Distinct(tokens)));
        verdict.Agreement.ShouldBe(Agreement.Undecided);
        verdict.Text.ShouldContain("too few to be told from uniform ones");
    }

    [Fact]
    public void An_error_beyond_chance_but_small_is_agreement_in_part() =>
        DistinctVerdict
            .Of(Run(400, tokens => new LayerCost(V2Lite).Distinct(tokens) * 0.99))
            .Agreement.ShouldBe(Agreement.AgreesInPart);

    private static LatencyRun Run(int repeats, Func<int, double> distinct) =>
        new(
            [
                .. LatencyOptions
                    .PowersOfTwo(128)
                    .Select(tokens => new LatencyPoint(
                        V2Lite,
                        tokens,
                        [.. Enumerable.Repeat(1e-3, repeats)],
                        distinct(tokens)
                    )),
            ],
            new Roofline(10e9, 100e9),
            WeightPrecision.BFloat16
        );

    /// <summary>
    /// The mean of five batches drawn expert by expert, by Gumbel's trick, which draws without replacement.
    /// </summary>
    private static double Drawn(int tokens, double skew)
    {
        var random = new Random(tokens + 7);
        return Enumerable
            .Range(0, 5)
            .Average(_ =>
                Enumerable
                    .Range(0, tokens)
                    .SelectMany(_ =>
                        Enumerable
                            .Range(0, V2Lite.Experts)
                            .OrderByDescending(expert =>
                                (-skew * Math.Log(expert + 1)) - Math.Log(-Math.Log(1 - random.NextDouble()))
                            )
                            .Take(V2Lite.ActiveExperts)
                    )
                    .Distinct()
                    .Count()
            );
    }
}
