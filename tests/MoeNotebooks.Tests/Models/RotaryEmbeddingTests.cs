using MoeNotebooks.Configs;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

public sealed class RotaryEmbeddingTests
{
    private static readonly YarnConfig V2Lite = new(40, 4096) { MScale = 0.707, MScaleAllDim = 0.707 };

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(9, 7.498942093e-2)]
    [InlineData(10, 5.623413252e-2)]
    [InlineData(11, 3.900692657e-2)]
    [InlineData(16, 5.5e-3)]
    [InlineData(22, 1.778279410e-4)]
    [InlineData(23, 3.333803580e-5)]
    [InlineData(31, 3.333803580e-6)]
    public void Yarn_frequencies_are_the_known_ones(int j, double expected) =>
        ((double)RotaryEmbedding.Frequencies(new RopeConfig(64, 10_000) { Yarn = V2Lite })[j]).ShouldBe(
            expected,
            expected * 1e-6
        );

    [Fact]
    public void Yarn_scales_are_the_known_ones()
    {
        V2Lite.RotaryScale.ShouldBe(1.0);
        (V2Lite.SoftmaxScale / Math.Sqrt(192)).ShouldBe(0.1147213868, 1e-9);
        (new YarnConfig(40, 4096) { MScale = 1, MScaleAllDim = 1 }.SoftmaxScale / Math.Sqrt(192)).ShouldBe(
            0.1352337789,
            1e-9
        );
        new YarnConfig(40, 4096).SoftmaxScale.ShouldBe(1);
        new YarnConfig(40, 4096).RotaryScale.ShouldBe((0.1 * Math.Log(40)) + 1, 1e-12);
    }

    [Fact]
    public void A_product_depends_on_the_distance_only_and_deinterleaving_keeps_it()
    {
        using var scope = NewDisposeScope();
        var rotary = new RotaryEmbedding(new RopeConfig(8, 100));
        var (q, k) = (randn(1, 1, 1, 8), randn(1, 1, 1, 8));
        float Product(long at, long seen)
        {
            var (qc, qs) = rotary.At(tensor([at]).view(1, 1));
            var (kc, ks) = rotary.At(tensor([seen]).view(1, 1));
            return (RotaryEmbedding.Turn(q, qc, qs) * RotaryEmbedding.Turn(k, kc, ks)).sum().item<float>();
        }

        Product(9, 4).ShouldBe(Product(25, 20), 1e-4);
        RotaryEmbedding.Deinterleave(arange(8)).data<long>().ToArray().ShouldBe([0, 2, 4, 6, 1, 3, 5, 7]);
    }
}
