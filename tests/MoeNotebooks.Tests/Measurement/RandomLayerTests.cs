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
}
