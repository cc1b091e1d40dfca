using MoeNotebooks.Training.Functions;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Functions;

/// <summary>Backward passes written by hand against torch's own.</summary>
public sealed class FunctionGradientTests
{
    private const double Tolerance = 2e-5;

    [Fact]
    public void RmsNorm_equals_torchs() => Same(
        [Random(1, 37, 128), Random(2, 128)],
        v => RmsNormFunction.apply(v[0], v[1], 1e-6),
        v => v[0] * rsqrt((v[0] * v[0]).mean([-1], true) + 1e-6) * v[1]);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(45)]
    public void Linear_equals_torchs(int rows) => Same(
        [Random(3, rows, 64), Random(4, 96, 64)],
        v => LinearFunction.apply(v[0], v[1]),
        v => matmul(v[0], v[1].t()));

    [Fact]
    public void Embedding_equals_torchs()
    {
        var ids = tensor(new long[] { 3, 0, 3, 7, 7, 7 });
        Same([Random(5, 9, 32)], v => EmbeddingFunction.apply(v[0], ids), v => v[0].index_select(0, ids));
    }

    [Fact]
    public void Routed_experts_equal_a_loop_over_tokens_and_choices()
    {
        const int tokens = 21, k = 3, experts = 8;
        var chosen = Random(6, tokens, experts).topk(k, 1).indexes;
        Same(
            [Random(7, tokens, 32), Random(8, tokens, k).softmax(1), Random(9, experts, 128, 32), Random(10, experts, 32, 64)],
            v => RoutedExpertsFunction.apply(v[0], v[1], v[2], v[3], ExpertDispatch.Of(chosen, experts)),
            v => stack(Enumerable.Range(0, tokens).Select(t => Enumerable.Range(0, k)
                .Select(j => Expert(v, t, chosen[t, j].item<long>()) * v[1][t, j]).Aggregate((a, b) => a + b)).ToArray()));
    }

    private static Tensor Expert(Tensor[] v, int token, long expert)
    {
        var z = matmul(v[2][expert], v[0][token]).chunk(2, 0);
        return matmul(v[3][expert], nn.functional.silu(z[0]) * z[1]);
    }

    private static void Same(Tensor[] inputs, Func<Tensor[], Tensor> own, Func<Tensor[], Tensor> theirs)
    {
        using var scope = NewDisposeScope();
        var (y, gradients) = Run(inputs, own);
        var (expected, expectedGradients) = Run(inputs, theirs);
        Close(y, expected);
        for (var i = 0; i < inputs.Length; i++)
        {
            Close(gradients[i], expectedGradients[i]);
        }
    }

    private static (Tensor, Tensor[]) Run(Tensor[] inputs, Func<Tensor[], Tensor> function)
    {
        Tensor[] leaves = [.. inputs.Select(x => x.detach().clone().requires_grad_(true))];
        var y = function(leaves);
        (y * Random(99, [.. y.shape])).sum().backward();
        return (y, [.. leaves.Select(x => x.grad!)]);
    }

    private static void Close(Tensor actual, Tensor expected) =>
        ((actual - expected).abs().max().item<float>() / expected.abs().max().item<float>()).ShouldBeLessThan((float)Tolerance);

    private static Tensor Random(ulong seed, params long[] shape)
    {
        using var generator = new Generator(seed);
        return randn(shape, generator: generator);
    }
}
