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

        using HitExperts hit = new(),
            byOne = new();
        var together = layer.Forward(x, hit);
        var alone = cat([.. Enumerable.Range(0, 7).Select(token => layer.Forward(x.narrow(0, token, 1), byOne))]);

        (together - alone).abs().max().item<float>().ShouldBeLessThan(1e-4f);
        together.abs().max().item<float>().ShouldBeGreaterThan(0.01f);
        hit.Count().ShouldBe(byOne.Count());
    }

    [Fact]
    public void The_random_router_repeats_no_expert()
    {
        var shape = new LayerShape("many", 256, 8, 128, 4);
        using var scope = NewDisposeScope();
        using var layer = new RandomLayer(shape, ScalarType.Float32, seed: 4);
        using var random = new Generator(6, CPU);
        var counts = Enumerable
            .Range(0, 60)
            .Select(_ =>
            {
                using var hit = new HitExperts();
                layer.Forward(randn(8, 256, generator: random), hit);
                return (double)hit.Count();
            });

        // two experts with one row are chosen together: with 61 different rows it would be 17 in place of 28.7
        counts.Average().ShouldBe(DistinctExperts.Expected(128, 4, 8), 1.0);
    }

    [Theory]
    [InlineData(RoutingPattern.SameExperts, 3, 2)] // whatever the batch, the experts of one token
    [InlineData(RoutingPattern.RoundRobin, 3, 6)] // as many as the slots
    [InlineData(RoutingPattern.RoundRobin, 5, 8)] // all of them, and no more
    public void A_forced_batch_hits_the_experts_that_the_pattern_says(RoutingPattern pattern, int tokens, int experts)
    {
        using var scope = NewDisposeScope();
        using var layer = new RandomLayer(new LayerShape("small", 64, 32, 8, 2, 32), ScalarType.Float32, seed: 3);
        using var hit = new HitExperts();
        layer.Forward(randn(tokens, 64), hit, pattern).shape.ShouldBe([tokens, 64]);
        hit.Count().ShouldBe(experts);
    }
}
