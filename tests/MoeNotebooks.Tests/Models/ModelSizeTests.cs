using MoeNotebooks.Configs;
using MoeNotebooks.Models;

namespace MoeNotebooks.Tests.Models;

/// <summary>Published numbers of parameters, to the unit, from configs alone.</summary>
public sealed class ModelSizeTests
{
    [Theory]
    [InlineData("deepseek-v2-lite", 15_706_484_224, 2_661_150_208)]
    [InlineData("deepseek-v2", 235_741_434_880, 21_375_800_320)]
    [InlineData("deepseek-v3", 671_026_419_200, 37_552_297_472)]
    [InlineData("moonlight-16b-a3b", 15_960_110_208, 2_914_776_192)]
    [InlineData("olmoe-1b-7b", 6_919_161_856, 1_282_017_280)]
    [InlineData("qwen1.5-moe-a2.7b", 14_315_784_192, 2_689_173_504)]
    [InlineData("qwen3-30b-a3b", 30_532_122_624, 3_353_032_704)]
    [InlineData("mixtral-8x7b", 46_702_792_704, 12_879_925_248)]
    public void Totals_and_active_parameters_are_the_known_ones(string name, long total, long active)
    {
        var config = ModelConfig.Load(Path.Combine(Shared.Repository, "data", "configs", name));
        var size = new ModelSize(config);
        size.Total.ShouldBe(total);
        size.Active(config.Moe.Router.TrainedTopK).ShouldBe(active);
        Enum.GetValues<ModelPart>().Sum(size.Of).ShouldBe(total);
    }

    [Fact]
    public void Bytes_and_cache_of_V2_Lite()
    {
        var size = new ModelSize(
            ModelConfig.Load(Path.Combine(Shared.Repository, "data", "configs", "deepseek-v2-lite"))
        );
        size.CacheBytes(2).ShouldBe(27 * 576 * 2);
        size.BytesRead(6, 2).ShouldBe(2 * (2_661_150_208 - (102_400L * 2048) + 2048));
        (size.Active(6) - size.Active(5)).ShouldBe(26L * 3 * 2048 * 1408);
    }
}
