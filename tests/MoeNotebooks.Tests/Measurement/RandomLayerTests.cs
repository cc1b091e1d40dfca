using MoeNotebooks.Measurement;
using MoeNotebooks.Performance;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Measurement;

public sealed class RandomLayerTests
{
    [Fact]
    public void A_batch_gives_what_its_tokens_give_one_by_one()
    {
        using var scope = NewDisposeScope();
        using var layer = new RandomLayer(new LayerShape("small", 64, 32, 8, 2, 32), ScalarType.Float32, seed: 3);
        using var random = new Generator(5, CPU);
        var x = randn(7, 64, generator: random);

        var together = layer.Forward(x, out var distinct);
        var alone = cat([.. Enumerable.Range(0, 7).Select(token => layer.Forward(x.narrow(0, token, 1), out _))]);

        (together - alone).abs().max().item<float>().ShouldBeLessThan(1e-4f);
        together.abs().max().item<float>().ShouldBeGreaterThan(0.01f);
        distinct.ShouldBeInRange(3, 8);
    }

    [Fact]
    public void The_random_router_repeats_no_expert()
    {
        var shape = new LayerShape("many", 256, 8, 128, 4);
        using var scope = NewDisposeScope();
        using var layer = new RandomLayer(shape, ScalarType.Float32, seed: 4);
        using var random = new Generator(6, CPU);
        var counts = Enumerable.Range(0, 60).Select(_ =>
        {
            layer.Forward(randn(8, 256, generator: random), out var distinct);
            return (double)distinct;
        });

        // two experts with one row are chosen together: with 61 different rows it would be 17 in place of 28.7
        counts.Average().ShouldBe(DistinctExperts.Expected(128, 4, 8), 1.0);
    }
}
