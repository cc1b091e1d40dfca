using MoeNotebooks.Training.Optimizers;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Optimizers;

public sealed class MuonTests
{
    [Theory]
    [InlineData(16, 48)]
    [InlineData(48, 16)]
    [InlineData(32, 32)]
    public void Orthogonal_pushes_the_singular_values_towards_one(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var update = Muon.Orthogonal(randn([5, rows, columns], generator: generator));
        update.shape.ShouldBe([5, rows, columns]);
        var values = linalg.svdvals(update).data<float>().ToArray().Order().ToArray();
        values[^1].ShouldBeLessThan(1.3f);
        values[values.Length / 10].ShouldBeGreaterThan(0.3f); // four steps leave the very smallest behind
    }

    [Fact]
    public void A_step_does_not_depend_on_the_gradients_size_and_treats_stacked_matrices_apart()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var g = randn([8, 16], generator: generator); // two matrices of 4 rows
        var whole = Step(g, 4);
        (whole - Step(g * 1000, 4)).abs().max().item<float>().ShouldBeLessThan(1e-4f);
        (whole.narrow(0, 0, 4) - Step(g.narrow(0, 0, 4), 4)).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        (whole - Step(g, 8)).abs().max().item<float>().ShouldBeGreaterThan(1e-3f);
    }

    private static Tensor Step(Tensor g, long matrixRows)
    {
        var p = zeros_like(g);
        Muon.Step(p, g, zeros_like(g), matrixRows, rate: 0.1, decay: 0);
        return p;
    }
}
