using MoeNotebooks.Errors;
using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Performance.Serving;

public sealed class ExpertLoadTests
{
    private static readonly ServedModel Model = ServedModel.Load("deepseek-v2-lite");
    private static readonly EngineDescription Engine = EngineDescription.Load(PaperSetup.Engine);

    [Fact]
    public void A_flat_trace_costs_what_uniform_routing_does_and_favourites_cost_less()
    {
        double Step(IReadOnlyList<double>? popularity, double correlation = 0) =>
            Served([new(64, 6, 26) { Popularity = popularity, Correlation = correlation }])
                .Steps.Decode(16, 1024)
                .Seconds;
        var flat = Step([.. Enumerable.Repeat(7.0, 64)]);
        var uniform = new ServingModel(
            Model,
            HardwareCatalog.Load("h100-sxm"),
            new Deployment(),
            Engine with
            {
                Parameters = Engine.Parameters with { Skew = Engine.Parameters.Skew with { Value = 1e-9 } },
            },
            ExpertLoad.Uniform(Model)
        )
            .Steps.Decode(16, 1024)
            .Seconds;
        flat.ShouldBe(uniform, 1e-9);
        // 16 tokens read fewer experts
        Step([.. Enumerable.Range(1, 64).Select(rank => 1.0 / rank)]).ShouldBeLessThan(0.9 * flat);
        // All tokens want the same six
        Step([.. Enumerable.Repeat(7.0, 64)], correlation: 1).ShouldBeLessThan(0.6 * flat);
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(0.5, 8.5)]
    [InlineData(1, 1)]
    public void Tokens_that_choose_alike_count_as_fewer(double correlation, double tokens) =>
        new ExpertLoad(64, 6, 1) { Correlation = correlation }
            .Independent(16)
            .ShouldBe(tokens);

    [Fact]
    public void What_no_trace_can_be_is_refused_all_at_once()
    {
        var message = Should
            .Throw<MoeUsageException>(() => Served([new(64, 6, 26) { Popularity = [1, 2, 3], Correlation = 2 }]))
            .Message;
        message.ShouldContain("correlation is 2; it is 0 to 1");
        message.ShouldContain("popularity has 3 experts above 0 among 3; it needs one number for each of 64");
    }

    [Fact]
    public void A_recorded_profile_goes_layer_by_layer_and_its_mask_with_it()
    {
        var counts = Enumerable.Range(1, 64).Select(count => (long)count).ToArray();
        var profile = new PopularityProfile("x", 64, new Dictionary<int, IReadOnlyList<long>> { [1] = counts });
        int[] layers = [.. Enumerable.Range(1, 26)];
        var loads = ExpertLoad.Recorded(
            Model,
            RoutingPolicy.Trained,
            profile,
            layers,
            new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [1] = [0, 1, 2, 3, 4, 5, 63] })
        );
        loads.Count.ShouldBe(26);
        loads[0].Popularity.ShouldBe([1, 2, 3, 4, 5, 6, 64]);
        loads[1].Popularity.ShouldBeNull(); // not recorded
        Should
            .Throw<MoeUsageException>(() =>
                ExpertLoad.Recorded(Model, RoutingPolicy.Trained, profile with { Experts = 8 }, layers)
            )
            .Message.ShouldContain("is of 8 experts in layers 1");
    }

    // expert parallelism sends a token to as many devices as the exact count says, group-limited routing included
    [Theory]
    [InlineData("deepseek-v2-lite", 8)]
    [InlineData("deepseek-v3", 8)]
    [InlineData("deepseek-v3", 16)]
    public void Communication_counts_the_devices_that_tokens_really_hit(string name, int devices)
    {
        var model = ServedModel.Load(name);
        var deployment = new Deployment(1, devices, devices);
        var device = HardwareCatalog.Load("b200");
        var cost = new StepModel(model, device, deployment, Engine, ExpertLoad.Uniform(model))
            .Decode(1024, 0)
            .Communication;
        var hit = DevicesHit.Expected(model.Router, model.TrainedTopK, devices);
        var expected =
            model.MoeLayers
            * 2.0
            * 1024
            * model.Hidden
            * 2
            * hit
            * (devices - 1)
            / devices
            / devices
            / device.LinkBytesPerSecond;
        cost.ShouldBe(expected, 1e-9);
        // Draws with replacement, groups ignored
        var approximate = devices * (1 - Math.Pow(1 - (1.0 / devices), model.TrainedTopK));
        Math.Abs(approximate - hit).ShouldBeGreaterThan(0.05);
    }

    [Theory]
    [InlineData(20)] // two and a half on each of 8 devices
    [InlineData(6)] // fewer than one per device: all six are used, so that a device without any gets nothing
    public void Experts_that_were_removed_may_leave_an_uneven_share(int kept)
    {
        var cost = new StepModel(
            Model,
            HardwareCatalog.Load("b200"),
            new Deployment(1, 8, 8),
            Engine,
            ExpertLoad.Uniform(Model, kept: kept)
        )
            .Decode(64, 0)
            .Communication;
        var missed = Enumerable
            .Range(0, 6)
            .Aggregate(1.0, (chance, i) => chance * (kept - (kept / 8.0) - i) / (kept - i)); // none of a device's among a token's six
        var copies = 8 * (1 - missed) * 7 / 8; // to the seven others
        cost.ShouldBe(26 * 2.0 * 64 * 2048 * 2 * copies / 8 / 450e9, 1e-12); // there and back, in bf16, over 8 links
    }

    private static ServingModel Served(IReadOnlyList<ExpertLoad> loads) =>
        new(Model, HardwareCatalog.Load("h100-sxm"), new Deployment(), Engine, loads);
}
