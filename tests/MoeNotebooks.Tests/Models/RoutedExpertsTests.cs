using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>The fast path against the plain loop.</summary>
public sealed class RoutedExpertsTests
{
    private const int Experts = 5;

    public static TheoryData<ExpertBackend> Backends => [ExpertBackend.Sorted, ExpertBackend.Grouped];

    [Theory]
    [MemberData(nameof(Backends))]
    public void Every_backend_equals_the_plain_loop(ExpertBackend backend)
    {
        foreach (var (tokens, k) in new[] { (1, 1), (7, 3), (64, 5) })
        {
            var chosen = Enumerable.Range(0, tokens * k).Select(i => (long)(((i * 7) + (i / k)) % Experts)).ToArray();
            Compare(backend, tokens, k, chosen);
        }

        Compare(backend, 4, 2, [3, -1, 3, -1, 3, 2, -1, -1]);
        Compare(backend, 2, 2, [-1, -1, -1, -1]);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_skipped_expert_is_not_computed_even_where_its_weights_are_nan(ExpertBackend backend)
    {
        using var scope = NewDisposeScope();
        var (gateUp, down, x) = (randn(2, 8, 4), randn(2, 4, 4), randn(3, 4));
        var (gate, up) = (x.matmul(gateUp[0].narrow(0, 0, 4).t()), x.matmul(gateUp[0].narrow(0, 4, 4).t()));
        var expected = (gate * gate.sigmoid() * up).matmul(down[0].t());
        gateUp[1].fill_(float.NaN);
        using var experts = new RoutedExperts(gateUp, down, backend);
        var y = experts.Forward(
            x,
            new ExpertAssignment(tensor(new long[] { 0, -1, 0, -1, 0, -1 }, [3, 2]), ones(3, 2))
        );
        Golden.ShouldBeClose(y, expected, "the expert that is left", 1e-5);
    }

    [Fact]
    public void What_memory_held_before_never_shows()
    {
        using var scope = NewDisposeScope();
        using var experts = new RoutedExperts(randn(2, 8, 4), randn(2, 4, 4), ExpertBackend.Grouped);
        var chosen = tensor(new long[] { 0, -1, -1, -1 }, [2, 2]);
        for (var i = 0; i < 20; i++)
        {
            full([4, 4], float.NaN).Dispose(); // freed memory that the next result may be given
            full([4, 8], float.NaN).Dispose();
            experts
                .Forward(randn(2, 4), new ExpertAssignment(chosen, ones(2, 2)))
                .isfinite()
                .all()
                .item<bool>()
                .ShouldBeTrue();
            experts.Outputs(randn(2, 4), chosen).view(4, 4).narrow(0, 1, 3).count_nonzero().item<long>().ShouldBe(0);
        }
    }

    [Fact]
    public void Rows_that_the_grouped_product_does_not_take_are_refused()
    {
        using var scope = NewDisposeScope();
        Should
            .Throw<MoeUsageException>(() => new RoutedExperts(randn(2, 6, 4), randn(2, 4, 3), ExpertBackend.Grouped))
            .Message.ShouldContain("rows of 4 and 3 numbers of 4 bytes are not multiples of 16 bytes");
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void It_leaves_no_tensor_behind(ExpertBackend backend)
    {
        using var scope = NewDisposeScope();
        using var experts = new RoutedExperts(randn(2, 8, 4), randn(2, 4, 4), backend);
        var (x, assignment) = (randn(3, 4), new ExpertAssignment(zeros(3, 1, ScalarType.Int64), ones(3, 1)));
        var before = LiveTensors.Count;
        experts.Forward(x, assignment).Dispose();
        LiveTensors.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Kernels_equal_the_plain_loop_in_bf16_with_few_tokens_many_and_both_at_once(bool panels)
    {
        // Of the range of results: three roundings to 8 bits in the products of libtorch, one here
        const double bf16 = 0.02;
        using var scope = NewDisposeScope();
        var (gateUp, down) = (Bf16(Experts, 16, 8), Bf16(Experts, 8, 8));
        using var experts = new RoutedExperts(KernelExperts.Of(gateUp, down, panels));
        foreach (
            var (tokens, chosen) in new[] { (1, 1), (7, 3), (40, 1), (64, 5), (200, 4) }
                .Select(size => (size.Item1, Turns(size.Item1, size.Item2)))
                .Append((30, Uneven(30)))
                .Append((2, tensor(new long[] { -1, -1, 3, -1 }, [2, 2])))
        )
        {
            var (x, weights) = (Bf16(tokens, 8), rand(chosen.shape));
            var expected = Reference(
                x.to_type(ScalarType.Float32),
                gateUp.to_type(ScalarType.Float32),
                down.to_type(ScalarType.Float32),
                new(chosen, weights)
            );
            Golden.ShouldBeClose(
                experts.Forward(x, new ExpertAssignment(chosen, weights)),
                expected,
                $"{tokens} tokens",
                bf16
            );
        }
    }

    [Fact]
    public void Kernels_are_chosen_for_bf16_on_the_cpu_and_refuse_f32()
    {
        using var scope = NewDisposeScope();
        Should
            .Throw<MoeUsageException>(() => new RoutedExperts(randn(2, 8, 4), randn(2, 4, 4), ExpertBackend.Kernels))
            .Message.ShouldContain("kernels: weights are Float32");
        var (gateUp, down, x) = (Bf16(2, 16, 8), Bf16(2, 8, 8), Bf16(3, 8));
        using RoutedExperts automatic = new(gateUp, down),
            kernels = new(gateUp, down, ExpertBackend.Kernels);
        var assignment = new ExpertAssignment(zeros(3, 1, ScalarType.Int64), ones(3, 1));
        automatic.Forward(x, assignment).equal(kernels.Forward(x, assignment)).all().item<bool>().ShouldBeTrue();
    }

    private static Tensor Turns(int tokens, int k) =>
        tensor(
            Enumerable.Range(0, tokens * k).Select(i => (long)(((i * 7) + (i / k)) % Experts)).ToArray(),
            [tokens, k]
        );

    /// <summary>Nearly all tokens to one expert, some to another.</summary>
    private static Tensor Uneven(int tokens) =>
        tensor(Enumerable.Range(0, tokens).SelectMany(n => new[] { 2L, n % 5 == 0 ? 4 : -1 }).ToArray(), [tokens, 2]);

    private static Tensor Bf16(params long[] shape) => randn(shape).to_type(ScalarType.BFloat16);

    private static void Compare(ExpertBackend backend, int tokens, int k, long[] chosen)
    {
        using var scope = NewDisposeScope();
        var (x, gateUp, down) = (randn(tokens, 8), randn(Experts, 16, 8), randn(Experts, 8, 8));
        var assignment = new ExpertAssignment(tensor(chosen, [tokens, k]), rand(tokens, k));
        using var experts = new RoutedExperts(gateUp, down, backend);
        var expected = Reference(x, gateUp, down, assignment);
        (experts.Forward(x, assignment) - expected)
            .abs()
            .max()
            .item<float>()
            .ShouldBeLessThan(1e-3f, $"{backend} {tokens} {k}");
    }

    /// <summary>Equation 2, one token and one expert at a time.</summary>
    private static Tensor Reference(Tensor x, Tensor gateUp, Tensor down, ExpertAssignment assignment)
    {
        var y = zeros_like(x);
        for (var n = 0; n < x.shape[0]; n++)
        {
            for (var slot = 0; slot < assignment.Experts.shape[1]; slot++)
            {
                if (assignment.Experts[n, slot].item<long>() is >= 0 and var e)
                {
                    var (gate, up) = (gateUp[e].narrow(0, 0, 8).mv(x[n]), gateUp[e].narrow(0, 8, 8).mv(x[n]));
                    y[n] += assignment.Weights[n, slot] * down[e].mv(gate * gate.sigmoid() * up);
                }
            }
        }

        return y;
    }
}
