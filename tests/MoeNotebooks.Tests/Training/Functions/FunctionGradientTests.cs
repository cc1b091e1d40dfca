using MoeNotebooks.Training.Functions;
using MoeNotebooks.Training.Model;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Functions;

/// <summary>Backward passes written by hand against torch's own.</summary>
public sealed class FunctionGradientTests
{
    private const double Tolerance = 2e-5;

    [Fact]
    public void RmsNorm_equals_torchs() =>
        Same(
            [Random(1, 37, 128), Random(2, 128)],
            v => RmsNormFunction.apply(v[0], v[1], 1e-6),
            v => v[0] * rsqrt((v[0] * v[0]).mean([-1], true) + 1e-6) * v[1]
        );

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(45)]
    public void Linear_equals_torchs(int rows) =>
        Same(
            [Random(3, rows, 64), Random(4, 96, 64)],
            v => LinearFunction.apply(v[0], v[1]),
            v => matmul(v[0], v[1].t())
        );

    [Fact]
    public void Embedding_equals_torchs()
    {
        var ids = tensor(new long[] { 3, 0, 3, 7, 7, 7 });
        Same([Random(5, 9, 32)], v => EmbeddingFunction.apply(v[0], ids), v => v[0].index_select(0, ids));
    }

    [Fact]
    public void Glu_equals_torchs() =>
        Same(
            [Random(11, 13, 64)],
            v => GluFunction.apply(v[0]),
            v => nn.functional.silu(v[0].narrow(1, 0, 32)) * v[0].narrow(1, 32, 32)
        );

    [Fact]
    public void Heads_equal_cutting_turning_and_joining()
    {
        const int rows = 3,
            length = 5,
            heads = 2,
            nope = 4,
            rope = 8,
            value = 6,
            rank = 3;
        var rotary = new Rotary(new MiniModelConfig { Vocabulary = 1, Rope = rope }, maxPositions: 8);
        var cut = new HeadsFunction.Cut(rows, length, heads, At: 0, nope, Step: nope + value);
        Same(
            [Random(12, rows * length, heads * (nope + value)), Random(13, rows * length, rank + rope)],
            v => HeadsFunction.apply(v[0], v[1], cut with { Turned = rope, TurnedAt = rank }, rotary),
            v =>
                cat(
                        [
                            v[0].view(rows, length, heads, nope + value).narrow(3, 0, nope),
                            Turn(v[1].narrow(1, rank, rope).view(rows, length, 1, rope))
                                .expand(rows, length, heads, rope),
                        ],
                        3
                    )
                    .transpose(1, 2)
        );
        Same(
            [Random(14, rows * length, heads * (nope + rope))],
            v =>
                HeadsFunction.apply(
                    v[0],
                    v[0],
                    cut with
                    {
                        Step = nope + rope,
                        Turned = rope,
                        TurnedAt = nope,
                        TurnedStep = nope + rope,
                    },
                    rotary
                ),
            v =>
                v[0].view(rows, length, heads, nope + rope) is var q
                    ? cat([q.narrow(3, 0, nope), Turn(q.narrow(3, nope, rope))], 3).transpose(1, 2)
                    : q
        );
        Same(
            [Random(15, rows * length, heads * (nope + value))],
            v => HeadsFunction.apply(v[0], null!, cut with { At = nope, Plain = value }, rotary),
            v => v[0].view(rows, length, heads, nope + value).narrow(3, nope, value).transpose(1, 2)
        );
    }

    // x [B, L, heads, d]: pairs (2j, 2j+1) turned by position x 10,000^(-2j/d)
    private static Tensor Turn(Tensor x)
    {
        var (length, d) = ((int)x.shape[1], (int)x.shape[3]);
        var angle =
            arange(length).unsqueeze(1)
            * tensor([.. Enumerable.Range(0, d / 2).Select(j => (float)Math.Pow(10_000, -2.0 * j / d))]); // [L, d/2]
        var (cos, sin) = (angle.cos().view(1, length, 1, d / 2), angle.sin().view(1, length, 1, d / 2));
        var pairs = x.reshape(x.shape[0], length, x.shape[2], d / 2, 2);
        var (a, b) = (pairs.select(4, 0), pairs.select(4, 1));
        return stack([(a * cos) - (b * sin), (b * cos) + (a * sin)], -1).reshape(x.shape);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(48)] // 32 and 16 columns at once
    [InlineData(16)]
    public void Routed_experts_equal_a_loop_over_tokens_and_choices(int width)
    {
        const int tokens = 21,
            k = 3,
            experts = 8;
        var chosen = Random(6, tokens, experts).topk(k, 1).indexes;
        Same(
            [
                Random(7, tokens, 32),
                Random(8, tokens, k).softmax(1),
                Random(9, experts, 2 * width, 32),
                Random(10, experts, 32, width),
            ],
            v => RoutedExpertsFunction.apply(v[0], v[1], v[2], v[3], ExpertDispatch.Of(chosen, experts)),
            v =>
                stack(
                    Enumerable
                        .Range(0, tokens)
                        .Select(t =>
                            Enumerable
                                .Range(0, k)
                                .Select(j => Expert(v, t, chosen[t, j].item<long>()) * v[1][t, j])
                                .Aggregate((a, b) => a + b)
                        )
                        .ToArray()
                )
        );
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
        ((actual - expected).abs().max().item<float>() / expected.abs().max().item<float>()).ShouldBeLessThan(
            (float)Tolerance
        );

    private static Tensor Random(ulong seed, params long[] shape)
    {
        using var generator = new Generator(seed);
        return randn(shape, generator: generator);
    }
}
