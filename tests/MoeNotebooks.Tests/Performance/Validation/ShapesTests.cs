using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;

namespace MoeNotebooks.Tests.Performance.Validation;

/// <summary>
/// What the paper and the H100 show must come out of the model by itself: the shape of the curves, not only their
/// points.
/// </summary>
public sealed class ShapesTests
{
    private static readonly PaperSetup Lite = PaperSetup.V2Lite();

    [Fact]
    public void Skipping_gains_at_small_batches_and_loses_it_from_64_on_where_only_decoding_counts()
    {
        Decoding(8, active: 2).ShouldBeGreaterThan(1.3);
        Decoding(64, active: 2).ShouldBeLessThan(1.15);
        Decoding(128, active: 2).ShouldBeLessThan(1.06);
    }

    [Fact]
    public void With_prefill_the_gain_of_skipping_comes_back_at_high_load()
    {
        Serving(8, active: 2).ShouldBeGreaterThan(1.4);
        Serving(512, active: 2).ShouldBeGreaterThan(Serving(128, active: 2) + 0.03);
    }

    [Fact]
    public void Pruning_gains_nothing_for_one_request_and_most_at_16_to_32()
    {
        Decoding(1, kept: 8).ShouldBeInRange(0.99, 1.02);
        new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256 }.MaxBy(batch => Decoding(batch, kept: 8)).ShouldBeInRange(16, 32);
    }

    [Fact]
    public void Throughput_dips_above_the_graph_limit_and_more_so_the_fewer_experts_are_left()
    {
        var engine = EngineDescription.Load(PaperSetup.Engine);
        double Dip(int kept) =>
            Lite.With(engine, kept: kept).Predict(new Workload(161)).TokensPerSecond
            / Lite.With(engine, kept: kept).Predict(new Workload(160)).TokensPerSecond;
        Dip(6).ShouldBeLessThan(0.9);
        Dip(6).ShouldBeLessThan(Dip(64));
    }

    [Fact]
    public void The_knee_of_figure_2_comes_later_for_a_mixture_than_for_its_dense_twin()
    {
        var model = ServedModel.Load("deepseek-v2-lite");
        var step = new StepModel(
            model,
            HardwareCatalog.Load("h100-sxm"),
            new Deployment(),
            EngineDescription.Load("libtorch-graphs"),
            ExpertLoad.Uniform(model)
        );
        var dense = Knee(tokens => step.DenseTwin(tokens, 6.0 * model.ExpertWidth, 4));
        var mixture = Knee(step.ExpertLayer);
        dense.ShouldBeInRange(128, 512);
        mixture.ShouldBeGreaterThan(2 * dense);
    }

    [Fact]
    public void A_step_costs_the_sum_of_its_parts_and_more_with_every_request()
    {
        var steps = Lite.With(EngineDescription.Load(PaperSetup.Engine)).Steps;
        var costs = new[] { 1, 2, 7, 64, 160, 161, 700 }.Select(batch => steps.Decode(batch, 1536)).ToList();
        costs.ShouldAllBe(cost =>
            cost.Seconds > 0
            && cost.Dense > 0
            && cost.Experts > 0
            && cost.Attention > 0
            && cost.Communication > 0
            && cost.Launches > 0
        );
        costs.Select(cost => cost.Seconds).ShouldBeInOrder();
    }

    /// <summary>The first batch from which doubling no longer makes a token clearly cheaper.</summary>
    private static int Knee(Func<double, double> seconds) =>
        Enumerable
            .Range(0, 14)
            .Select(power => 1 << power)
            .First(tokens => seconds(2 * tokens) / seconds(tokens) > 1.5);

    private static double Decoding(int batch, int active = 6, int kept = 64)
    {
        double Seconds(int k, int n) =>
            new StepModel(
                Lite.Model,
                HardwareCatalog.Load("h100-sxm"),
                new Deployment(),
                EngineDescription.Load("libtorch-graphs"),
                ExpertLoad.Uniform(Lite.Model, k, n)
            )
                .Decode(batch, 2048)
                .Seconds;
        return Seconds(6, 64) / Seconds(active, kept);
    }

    private static double Serving(int concurrency, int active)
    {
        var engine = EngineDescription.Load(PaperSetup.Engine);
        return Lite.With(engine, active).Predict(new Workload(concurrency)).TokensPerSecond
            / Lite.With(engine).Predict(new Workload(concurrency)).TokensPerSecond;
    }
}
