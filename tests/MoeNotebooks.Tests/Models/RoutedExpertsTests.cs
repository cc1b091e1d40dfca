using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>The fast path against the plain loop.</summary>
public sealed class RoutedExpertsTests
{
    private const int Experts = 5;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 5)]
    public void Grouped_equals_the_plain_loop(int tokens, int k)
    {
        var chosen = Enumerable.Range(0, tokens * k).Select(i => (long)(((i * 7) + (i / k)) % Experts)).ToArray();
        Compare(tokens, k, chosen);
    }

    [Fact]
    public void All_tokens_to_one_expert_and_skipped_slots_equal_the_plain_loop() => Compare(4, 2, [3, -1, 3, -1, 3, 2, -1, -1]);

    [Fact]
    public void A_skipped_expert_is_not_computed_even_where_its_weights_are_nan()
    {
        using var scope = NewDisposeScope();
        var (gateUp, down) = (randn(2, 6, 4), randn(2, 4, 3));
        gateUp[1].fill_(float.NaN);
        using var experts = new RoutedExperts(gateUp, down);
        var y = experts.Forward(randn(3, 4), new ExpertAssignment(tensor(new long[] { 0, -1, 0, -1, 0, -1 }, [3, 2]), ones(3, 2)));
        y.isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void It_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        using var experts = new RoutedExperts(randn(2, 6, 4), randn(2, 4, 3));
        var (x, assignment) = (randn(3, 4), new ExpertAssignment(zeros(3, 1, ScalarType.Int64), ones(3, 1)));
        var before = LiveTensors.Count;
        experts.Forward(x, assignment).Dispose();
        LiveTensors.Count.ShouldBe(before);
    }

    private static void Compare(int tokens, int k, long[] chosen)
    {
        using var scope = NewDisposeScope();
        var (x, gateUp, down) = (randn(tokens, 8), randn(Experts, 12, 8), randn(Experts, 8, 6));
        var assignment = new ExpertAssignment(tensor(chosen, [tokens, k]), rand(tokens, k));
        using var experts = new RoutedExperts(gateUp, down);
        Golden.ShouldBeClose(experts.Forward(x, assignment), Reference(x, gateUp, down, assignment), "grouped", 1e-5);
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
                    var (gate, up) = (gateUp[e].narrow(0, 0, 6).mv(x[n]), gateUp[e].narrow(0, 6, 6).mv(x[n]));
                    y[n] += assignment.Weights[n, slot] * down[e].mv(gate * gate.sigmoid() * up);
                }
            }
        }

        return y;
    }
}
