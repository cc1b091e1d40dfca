using MoeNotebooks.Charts;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class TradeOffsTests
{
    private static readonly EngineDescription Engine = EngineDescription.Load(PaperSetup.Engine);
    private static readonly TradeOffs AtSixteen = new(PaperSetup.V2Lite(), Engine, new Workload(16));

    [Fact]
    public void Every_row_of_tables_10_and_2_has_a_predicted_throughput()
    {
        (AtSixteen.Skipping.Count, AtSixteen.Pruning.Count).ShouldBe((162, 13));
        AtSixteen.Skipping.Where(point => point.Experts == 6).ShouldAllBe(point => Math.Abs(point.Speedup - 1) < 1e-12);
        AtSixteen.Skipping.Concat(AtSixteen.Pruning).ShouldAllBe(point => point.Speedup >= 1 - 1e-12);
    }

    [Fact]
    public void The_front_holds_what_nothing_beats()
    {
        TradeOffPoint[] points =
        [
            Point("slow, good", 1, 90),
            Point("beaten", 1.5, 80),
            Point("fast, bad", 2, 85),
            Point("slow, bad", 1, 70),
        ];
        TradeOffPoint.Front(points).Select(point => point.Name).ShouldBe(["slow, good", "fast, bad"]);
    }

    [Fact]
    public void The_fastest_within_a_budget_loses_no_more_and_a_larger_budget_buys_no_less()
    {
        var (strict, lax) = (AtSixteen.Fastest(0.5), AtSixteen.Fastest(3));
        strict.Lost.ShouldBeLessThanOrEqualTo(0.5);
        lax.Speedup.ShouldBeGreaterThanOrEqualTo(strict.Speedup);
    }

    [Fact]
    public void Pruning_reaches_the_same_speed_with_as_many_experts_as_it_may_keep()
    {
        var (speedup, kept) = AtSixteen.SameSpeed(2);
        double With(int experts) =>
            PaperSetup.V2Lite().With(Engine, kept: experts).Predict(new Workload(16)).TokensPerSecond
            / AtSixteen.Trained.TokensPerSecond;
        With(kept!.Value).ShouldBeGreaterThanOrEqualTo(speedup);
        With(kept.Value + 1).ShouldBeLessThan(speedup);
    }

    [Fact]
    public void The_summary_is_put_to_the_test()
    {
        WhatIfVerdicts.Skipping([(16, AtSixteen)]).Agreement.ShouldBe(Agreement.Agrees);
        WhatIfVerdicts
            .Skipping([(96, new TradeOffs(PaperSetup.V2Lite(), Engine, new Workload(96)))])
            .Agreement.ShouldBe(Agreement.Disagrees);
        WhatIfVerdicts
            .Pruning([(2, new TradeOffs(PaperSetup.V2Lite(), Engine, new Workload(2)))])
            .Agreement.ShouldBe(Agreement.Agrees);
        WhatIfVerdicts.Pruning([(16, AtSixteen)]).Agreement.ShouldBe(Agreement.AgreesInPart);
    }

    [Fact]
    public void A_tornado_has_what_matters_most_on_top()
    {
        var setup = PaperSetup.V2Lite();
        double Answer(MoeNotebooks.Performance.Hardware.HardwareDescription device, EngineDescription engine) =>
            (setup with { Hardware = device }).With(engine).Predict(new Workload(2)).TokensPerSecond;
        var all = Sensitivity.Of(setup.Hardware, Engine, 0.2, Answer);
        all.Select(one => one.Span).ShouldBeInOrder(SortDirection.Descending);
        all.Take(3)
            .Select(one => one.Figure)
            .ShouldBe(["memory bandwidth", "launch_us", "expert_read"], ignoreOrder: true); // at two requests
        all.Single(one => one.Figure == "memory bandwidth").High.ShouldBeGreaterThan(Answer(setup.Hardware, Engine));
        WhatIfFigures.Tornado("t", Answer(setup.Hardware, Engine), all).Y.TickTexts![0].ShouldBe(all[0].Figure);
    }

    private static TradeOffPoint Point(string name, double speedup, double accuracy) =>
        new(name, false, 6, 1000 * speedup, speedup, accuracy, 90 - accuracy);
}
