using MoeNotebooks.Charts;
using MoeNotebooks.Pruning;
using MoeNotebooks.Results;
using MoeNotebooks.Routing;
using MoeNotebooks.Traces;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

/// <summary>Each verdict of notebook 10 made to say each thing it can say, and its figures.</summary>
public sealed class AtlasVerdictsTests
{
    private static readonly float[] Even = [1, 1, 1, 1],
        Steep = [8, 4, 1, 1];

    [Theory]
    [InlineData(5.0, Agreement.Agrees)] // one of twenty does a fifth and more
    [InlineData(0.1, Agreement.Disagrees)]
    [InlineData(0.3, Agreement.AgreesInPart)]
    public void Harm_in_few_experts_agrees(double first, Agreement agreement)
    {
        AblatedExpert[] ablated =
        [
            .. Enumerable.Range(0, 20).Select(e => new AblatedExpert(1, e, 10 + e, e == 0 ? first : 0.1, 0)),
        ];
        var verdict = AtlasVerdicts.Critical("mini", ablated, ResultKind.Synthetic);
        verdict.Agreement.ShouldBe(agreement);
        AtlasVerdicts
            .Critical("mini", [.. ablated.Select(one => one with { Divergence = 0 })], ResultKind.Synthetic)
            .Agreement.ShouldBe(Agreement.Undecided);
    }

    [Fact]
    public void Figures_show_counts_as_multiples_of_an_even_load()
    {
        var (soft, sigmoid) = (Summary(Scoring.Softmax, Steep), Summary(Scoring.Sigmoid, Even));
        var use = AtlasFigures.Use("use", soft, ResultKind.Synthetic);
        use.Heat!.Rows.Count.ShouldBe(1);
        use.Heat.Rows[0].ShouldBe([1.5, 1.5, 1.5, 0.75, 0.75, 0]); // 2 2 2 1 1 0 uses, 8 in all
        use.Heat.Rows[0].Average().ShouldBe(1, 1e-9);
        AtlasFigures
            .UseByTask("tasks", [("a", soft), ("b", sigmoid)], 2, ResultKind.Synthetic)
            .Y.TickTexts.ShouldBe(["a", "b"]);
        var apart = AtlasFigures.TasksByLayer("tasks", [("a", soft), ("b", sigmoid)], ResultKind.Synthetic).Heat!;
        apart.Rows.Select(row => row.Single()).ShouldBe([0, 0]); // both use experts alike
        var pairs = AtlasFigures.Pairs("pairs", soft.Layers[0], ResultKind.Synthetic, most: 3).Heat!;
        pairs.Rows.Count.ShouldBe(3);
        double.IsNaN(pairs.Rows[1][1]).ShouldBeTrue();
        var ranks = AtlasFigures.WeightsByRank("ranks", [("a", soft), ("b", sigmoid)], ResultKind.Synthetic);
        ranks.Series[0].Y[0].ShouldBe(4 * 8.0 / 14, 1e-6);
        ranks.Series[1].Y.ShouldAllBe(share => Math.Abs(share - 1) < 1e-6);
        AtlasFigures.Evenness("even", [("a", soft)], ResultKind.Synthetic).Series.Count.ShouldBe(2);
        AtlasFigures
            .Ablation("one", [new(1, 0, 5, 0.2, 0), new(2, 3, 5, 0.4, 0), new(2, 4, 0, 0, 0)], ResultKind.Synthetic)
            .Series.Select(series => (series.X.Single(), series.Y.Single()))
            .ShouldBe([(100.0 * 2 / 3, 0.2), (100.0 / 3, 0.4)]);
        StaticRenderer.Png(use).Length.ShouldBeGreaterThan(1000);
        StaticRenderer.Png(use with { Heat = use.Heat with { Rows = [] } }).Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Colours_run_evenly_between_their_stops()
    {
        var map = new HeatMap(
            [
                [0],
            ],
            0,
            1,
            "x",
            ResultKind.Synthetic
        );
        HeatColours.At(HeatColours.Of(map), 0).ShouldBe(((byte)255, (byte)255, (byte)255));
        HeatColours.At(HeatColours.Of(map), 2).ShouldBe(((byte)0x34, (byte)0x87, (byte)0xc2));
        HeatColours
            .At(HeatColours.Of(map with { Diverging = true }), 0.25)
            .ShouldBe(((byte)0xef, (byte)0xbc, (byte)0x95));
        HeatMap.AxisOf("e", ["a", "b", "c"], every: 2).TickTexts.ShouldBe(["a", "c"]);
    }

    /// <summary>One layer, two tokens that share three experts of four.</summary>
    private static RoutingSummary Summary(Scoring scoring, float[] weights)
    {
        var summary = new RoutingSummary(new TraceHeader("m", new RouterRule(6, 4, scoring), [2]));
        summary.Add(new(0, 2, 4, [0, 1], [0, 1, 2, 3, 0, 1, 2, 4]) { Weights = [.. weights, .. weights] });
        return summary;
    }
}
