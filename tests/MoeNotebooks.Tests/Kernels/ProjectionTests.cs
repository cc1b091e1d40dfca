using MoeNotebooks.Kernels;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Kernels;

/// <summary>
/// Products by hand against f32 products of the same bf16 numbers: what is left is the rounding of the result.
/// </summary>
public sealed class ProjectionTests : IDisposable
{
    private const double Rounding = 1.0 / 256; // half a step of bf16, of the largest result
    private readonly Generator _chance = new(1, CPU);

    [Theory]
    [InlineData(1, 2048, 300)]
    [InlineData(1, 37, 5)]
    [InlineData(2, 64, 1)]
    [InlineData(5, 1024, 1000)]
    [InlineData(32, 100, 77)]
    [InlineData(40, 64, 33)]
    [InlineData(300, 70, 50)]
    public void It_equals_the_f32_product(int tokens, int columns, int rows)
    {
        using var scope = NewDisposeScope();
        var (x, w, bias) = (Random(tokens, columns), Random(rows, columns), Random(rows));
        foreach (var b in new[] { null, bias })
        {
            var expected = nn.functional.linear(
                x.to_type(ScalarType.Float32),
                w.to_type(ScalarType.Float32),
                b?.to_type(ScalarType.Float32)!
            );
            Close(Projection.ByHand(x, w, b), expected);
            Close(Projection.InPanels(x, w, b), expected);
            Close(Projection.Run(x.view(1, tokens, columns), w, b), expected.unsqueeze(0));
        }
    }

    [Fact]
    public void A_part_of_a_tensor_is_read_where_it_is()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Random(4, 64), Random(64, 64));
        Close(
            Projection.Run(x.narrow(0, 2, 1), w.narrow(0, 8, 40)),
            x.narrow(0, 2, 1).to_type(ScalarType.Float32).matmul(w.narrow(0, 8, 40).to_type(ScalarType.Float32).t())
        );
        Close(
            Projection.Run(x.narrow(1, 0, 32), w.narrow(1, 0, 32)),
            x.narrow(1, 0, 32).to_type(ScalarType.Float32).matmul(w.narrow(1, 0, 32).to_type(ScalarType.Float32).t())
        );
    }

    [Fact]
    public void F32_stays_libtorchs_to_the_bit()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (randn(2, 64), randn(16, 64));
        Projection.Run(x, w).equal(nn.functional.linear(x, w)).all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused_as_libtorch_does()
    {
        using var scope = NewDisposeScope();
        Should.Throw<Exception>(() => Projection.Run(Random(2, 64), Random(16, 32)));
    }

    [Fact]
    public void It_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Random(2, 64), Random(16, 64));
        var before = LiveTensors.Count;
        Projection.Run(x, w).Dispose();
        LiveTensors.Count.ShouldBe(before);
    }

    private static void Close(Tensor actual, Tensor expected)
    {
        actual.dtype.ShouldBe(ScalarType.BFloat16);
        Golden.ShouldBeClose(actual, expected, "product", Rounding);
    }

    public void Dispose() => _chance.Dispose();

    private Tensor Random(params long[] shape) => randn(shape, generator: _chance).to_type(ScalarType.BFloat16);
}
