using MoeNotebooks.Charts;
using MoeNotebooks.Errors;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>Whether weights explain what skipping costs: made to say each thing it can say.</summary>
public sealed class TailVerdictTests
{
    private static readonly double[] Steady = [0, 0.1, -0.1, 0.05]; // differences between layers, small

    [Theory]
    [InlineData(10, 0.2, Agreement.Agrees)]
    [InlineData(-10, -0.2, Agreement.Disagrees)]
    [InlineData(-10, 0.0, Agreement.Disagrees)]
    [InlineData(0, 0.2, Agreement.AgreesInPart)]
    [InlineData(10, -0.2, Agreement.AgreesInPart)]
    [InlineData(0, 0.0, Agreement.Undecided)]
    public void Only_a_heavier_tail_that_does_more_harm_agrees(double weight, double harm, Agreement agreement)
    {
        LayerTail[] tails =
        [
            .. Layers("soft", Scoring.Softmax, 20, 0.3),
            .. Layers("sigmoid", Scoring.Sigmoid, 20 + weight, 0.3 + harm, sign: -1),
        ];
        var verdict = TailVerdict.Of(tails, ResultKind.Measured);
        verdict.Agreement.ShouldBe(agreement);
        verdict.Kind.ShouldBe(ResultKind.Measured);
        verdict.Text.ShouldContain("With 3 experts left");
        verdict.Text.ShouldContain("over 4 layers of one model each");
    }

    [Fact]
    public void Two_sorts_of_routers_with_as_many_layers_are_needed()
    {
        TailVerdict
            .Of([.. Layers("soft", Scoring.Softmax, 20, 0.3)], ResultKind.Measured)
            .Agreement.ShouldBe(Agreement.Undecided);
        TailVerdict
            .Of(
                [.. Layers("soft", Scoring.Softmax, 20, 0.3), .. Layers("sigmoid", Scoring.Sigmoid, 40, 0.9).Take(3)],
                ResultKind.Measured
            )
            .Text.ShouldContain("nothing to compare");
        LayerTail[] three =
        [
            .. Layers("soft", Scoring.Softmax, 20, 0.3),
            .. Layers("coarse", Scoring.Softmax, 90, 9),
            .. Layers("sigmoid", Scoring.Sigmoid, 30, 0.5),
        ];
        TailVerdict.Of(three, ResultKind.Synthetic).Text.ShouldContain("20.0 % in soft"); // the first of each sort
        AtlasFigures
            .Tails("tails", three, ResultKind.Synthetic)
            .Series.Select(series => series.Name)
            .ShouldBe(["soft, softmax, 3 left", "coarse, softmax, 3 left", "sigmoid, sigmoid, 3 left"]);
    }

    [Fact]
    public void A_tail_is_what_the_later_choices_weigh()
    {
        var summary = new RoutingSummary(new TraceHeader("m", new RouterRule(6, 4, Scoring.Sigmoid), [2]));
        summary.Add(new(0, 2, 4, [0], [0, 1, 2, 3]) { Weights = [4, 3, 2, 1] });
        var tails = LayerTail.Of(summary, [new(2, 2, 0.5, 0.1), new(2, 4, 0, 0)]);
        tails[0].Weight.ShouldBe(30, 1e-5);
        tails[0].ShouldBe(new LayerTail("m", Scoring.Sigmoid, 2, 2, tails[0].Weight, 0.5));
        tails[1].Weight.ShouldBe(0);
        Should
            .Throw<MoeUsageException>(() => LayerTail.Of(new RoutingSummary(summary.Header), []))
            .Message.ShouldContain("has no weights");
    }

    private static IEnumerable<LayerTail> Layers(
        string model,
        Scoring scoring,
        double weight,
        double harm,
        int sign = 1
    ) =>
        Steady.Select(
            (change, i) => new LayerTail(model, scoring, i + 1, 3, weight + (sign * change), harm + (sign * change / 5))
        );
}
