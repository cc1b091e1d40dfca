using MoeNotebooks.Training.Optimizers;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Optimizers;

public sealed class MuonTests
{
    [Theory]
    [InlineData(6, 10)]
    [InlineData(10, 6)] // tall: turned over for the iteration, and a longer step
    [InlineData(8, 8)]
    public void Steps_equal_the_definition_in_double_matrix_by_matrix(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var weights = randn([2 * rows, columns], generator: generator); // two matrices in one tensor
        var momentum = zeros_like(weights);
        double[][,] p = [Read(weights, 0, rows), Read(weights, rows, rows)],
            m = [new double[rows, columns], new double[rows, columns]];
        for (var step = 0; step < 3; step++)
        {
            var g = randn([2 * rows, columns], generator: generator);
            Muon.Step(weights, g, momentum, rows, rate: 0.1, decay: 0.3);
            for (var matrix = 0; matrix < 2; matrix++)
            {
                PlainMuon.Step(p[matrix], Read(g, matrix * rows, rows), m[matrix], rate: 0.1, decay: 0.3);
                Read(weights, matrix * rows, rows)
                    .Cast<double>()
                    .ShouldBe(p[matrix].Cast<double>(), 1e-4, $"step {step}, matrix {matrix}");
                Read(momentum, matrix * rows, rows).Cast<double>().ShouldBe(m[matrix].Cast<double>(), 1e-5);
            }
        }
    }

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
    public void A_step_does_not_depend_on_the_gradients_size()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var g = randn([4, 16], generator: generator);
        Read(Step(g), 0, 4).Cast<double>().ShouldBe(Read(Step(g * 1000), 0, 4).Cast<double>(), 1e-5);
    }

    private static Tensor Step(Tensor g)
    {
        var p = zeros_like(g);
        Muon.Step(p, g, zeros_like(g), g.shape[0], rate: 0.1, decay: 0);
        return p;
    }

    private static double[,] Read(Tensor x, int from, int rows)
    {
        var read = new double[rows, x.shape[1]];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < x.shape[1]; j++)
            {
                read[i, j] = x[from + i, j].item<float>();
            }
        }

        return read;
    }
}
