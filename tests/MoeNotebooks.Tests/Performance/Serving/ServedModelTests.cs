using MoeNotebooks.Errors;
using MoeNotebooks.Performance;
using MoeNotebooks.Performance.Communication;
using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;
using MoeNotebooks.Performance.Validation;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Performance.Serving;

public sealed class ServedModelTests
{
    [Theory]
    [InlineData("deepseek-v2-lite", 13_762_560, 1152, 2)] // 2048 x 3072 + 2048 x 576 + 512 x 4096 + 2048 x 2048
    [InlineData("deepseek-v3", 187_105_280, 1152, 1)]
    [InlineData("mixtral-8x7b", 41_943_040, 4096, 2)]
    public void Products_of_attention_cache_and_bytes_come_from_the_config(
        string name,
        double attention,
        long cached,
        int bytes
    )
    {
        var model = ServedModel.Load(name);
        model.Attention.Sum(matrix => matrix.Elements).ShouldBe(attention);
        (model.CachedBytes, model.WeightBytes).ShouldBe((cached, bytes));
    }

    [Fact]
    public void Every_bundled_config_can_be_served()
    {
        foreach (var folder in Directory.GetDirectories(Path.Combine(Shared.Repository, "data", "configs")))
        {
            var model = ServedModel.Load(folder);
            var serving = new ServingModel(
                model,
                HardwareCatalog.Load("mi300x"),
                new Deployment(Tensor: 4),
                EngineDescription.Load(PaperSetup.Engine),
                ExpertLoad.Uniform(model)
            );
            var said = serving.Predict(new Workload(16));
            said.TokensPerSecond.ShouldBe(
                said.Running
                    * 2048
                    / ((1024 * said.Decode.Seconds) + (Math.Max(1, said.Running / 8.0) * said.Prefill.Seconds)),
                1e-9 * said.TokensPerSecond,
                folder
            ); // chunks of 8 prompts
            said.Decode.Experts.ShouldBeGreaterThan(ExpertsRead(model, said.Running) / 4 / 5300e9, folder); // no device reads faster than its memory
        }

        // bytes of the routed experts that so many tokens hit, if favourites halve what uniform routing would
        static double ExpertsRead(ServedModel model, int tokens) =>
            model.MoeLayers
            * DistinctExperts.Expected(model.Experts, model.TrainedTopK, tokens)
            / 2
            * model.ExpertElements
            * model.WeightBytes;
    }

    [Fact]
    public void Tensor_parallelism_cuts_what_can_be_cut()
    {
        new WeightMatrix(8, 6, Sharding.Columns).On(2).ShouldBe(new WeightMatrix(8, 3, Sharding.Columns));
        new WeightMatrix(8, 6, Sharding.Rows).On(2).ShouldBe(new WeightMatrix(4, 6, Sharding.Rows));
        new WeightMatrix(8, 6, Sharding.Whole).On(2).Elements.ShouldBe(48);
    }

    [Fact]
    public void A_policy_and_a_mask_become_layers_that_are_alike()
    {
        var model = ServedModel.Load("deepseek-v2-lite");
        ExpertLoad
            .Of(model, new Allocation(6, 4, 4, 26))
            .ShouldBe([new(64, 6, 7), new(64, 5, 12), new(64, 4, 7)], ignoreOrder: true);
        var mask = new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [1] = [0, 1, 2] });
        ExpertLoad
            .Of(model, new TopK(6), mask, [.. Enumerable.Range(1, 26)])
            .ShouldBe([new(3, 3, 1), new(64, 6, 25)], ignoreOrder: true);
    }

    [Fact]
    public void Weights_that_do_not_fit_and_loads_out_of_range_are_said_at_once()
    {
        var (v3, h100, engine) = (
            ServedModel.Load("deepseek-v3"),
            HardwareCatalog.Load("h100-sxm"),
            EngineDescription.Load(PaperSetup.Engine)
        );
        Should
            .Throw<MoeUsageException>(() =>
                new ServingModel(v3, h100, new Deployment(8), engine, ExpertLoad.Uniform(v3))
            )
            .Message.ShouldContain("GB per device");
        Should
            .Throw<MoeUsageException>(() => new ServingModel(v3, h100, new Deployment(3, 2), engine, [new(0, 300, 58)]))
            .Message.ShouldContain("4 problems");
        Should
            .Throw<MoeUsageException>(() => PaperSetup.V2Lite().With(engine).Predict(new Workload(0, -1, 0)))
            .Message.ShouldContain("3 problems");
    }

    [Fact]
    public void The_cache_limits_how_many_requests_run()
    {
        var v3 = PaperSetup.V3().With(EngineDescription.Load(PaperSetup.Engine));
        var prediction = v3.Predict(new Workload(512));
        // An eighth of the fp8 weights on each H200
        var free = (0.88 * 141e9) - (ServedModel.Load("deepseek-v3").Parameters / 8.0);
        // Each holds the whole latent cache: 512 + 64 numbers in bf16 per token and layer
        prediction.Running.ShouldBe((int)(free / (61 * 1152 * 2048)));
    }

    [Fact]
    public void Whole_experts_on_every_device_read_less_of_each_and_send_tokens()
    {
        var (v3, h200, engine) = (
            ServedModel.Load("deepseek-v3"),
            HardwareCatalog.Load("h200"),
            EngineDescription.Load(PaperSetup.Engine)
        );
        var spread = new ServingModel(v3, h200, new Deployment(1, 8, 8), engine, ExpertLoad.Uniform(v3)).Predict(
            new Workload(256)
        );
        var hit = DevicesHit.Expected(v3.Router, 8, 8);
        spread.Decode.Communication.ShouldBe(
            58 * 2.0 * 256 * 7168 * 2 * hit * 7 / 8 / 8 / h200.LinkBytesPerSecond,
            1e-9
        );
        spread.Weak.ShouldBe("expert and data parallelism were not measured");
        var cut = new ServingModel(v3, h200, new Deployment(8), engine, ExpertLoad.Uniform(v3)).Predict(
            new Workload(256)
        );
        // The same bytes of weights, but only the rows of its own experts
        (spread.Decode.Experts / cut.Decode.Experts).ShouldBeLessThan(1);
    }
}
