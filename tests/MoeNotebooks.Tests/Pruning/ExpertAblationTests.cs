using MoeNotebooks.Errors;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Pruning;

/// <summary>Ablation, which shares what stands before a layer, against whole forward passes with a mask.</summary>
public sealed class ExpertAblationTests
{
    [Fact]
    public void Leaving_out_an_expert_equals_masking_it_in_a_whole_pass()
    {
        using var tiny = new TinyWindows();
        var (model, windows) = (tiny.Model, tiny.Windows);
        var stop = TestContext.Current.CancellationToken;
        var before = LiveTensors.Count;
        var ablated = ExpertAblation.Run(model, windows, cancellation: stop);
        LiveTensors.Count.ShouldBe(before);
        ablated
            .Select(one => (one.Layer, one.Expert))
            .ShouldBe(from layer in new[] { 1, 2 } from expert in Enumerable.Range(0, 8) select (layer, expert));
        foreach (var one in ablated)
        {
            var mask = new ExpertMask(
                new Dictionary<int, IReadOnlyList<int>>
                {
                    [one.Layer] = [.. Enumerable.Range(0, 8).Where(e => e != one.Expert)],
                }
            );
            var (divergence, loss) = tiny.Changed(mask: mask);
            one.Divergence.ShouldBe(divergence, 1e-5, one.ToString());
            one.Loss.ShouldBe(loss, 1e-5, one.ToString());
            one.UsedPercent.ShouldBe(
                100.0 * tiny.Seen.Experts[one.Layer].data<long>().ToArray().Count(e => e == one.Expert) / 8,
                one.ToString()
            ); // of 8 tokens
            (one.UsedPercent > 0 || one.Divergence == 0).ShouldBeTrue();
        }

        ablated.ShouldContain(one => one.Divergence > 1e-4);
        var sample = ExpertAblation.Run(model, windows, perLayer: 3, seed: 5, cancellation: stop);
        sample.Count.ShouldBe(6);
        sample.ShouldBeSubsetOf(ablated, new Near());
    }

    [Fact]
    public void Windows_are_of_one_length_and_there_must_be_one()
    {
        ExpertAblation
            .Windows(
                [
                    [1, 2, 3],
                    [4, 5],
                    [6, 7],
                ],
                2,
                5
            )
            .ShouldBe([
                [1, 2],
                [3, 4],
                [5, 6],
            ]);
        ExpertAblation
            .Windows(
                [
                    [1, 2, 3],
                ],
                2,
                0
            )
            .ShouldBeEmpty();
        using var tiny = new TinyWindows();
        var model = tiny.Model;
        ExpertAblation
            .Run(
                model,
                [
                    [1, 2],
                ],
                perLayer: 1,
                cancellation: TestContext.Current.CancellationToken
            )
            .Count.ShouldBe(2);
        foreach (
            int[][] windows in new int[][][]
            {
                [],
                [
                    [1],
                ],
                [
                    [1, 2],
                    [1, 2, 3],
                ],
            }
        )
        {
            Should
                .Throw<MoeUsageException>(() =>
                    ExpertAblation.Run(model, windows, cancellation: TestContext.Current.CancellationToken)
                )
                .Message.ShouldContain("are none, of one token, or of different lengths");
        }
    }

    private sealed class Near : IEqualityComparer<AblatedExpert>
    {
        public bool Equals(AblatedExpert? x, AblatedExpert? y) =>
            (x!.Layer, x.Expert) == (y!.Layer, y.Expert) && Math.Abs(x.Divergence - y.Divergence) < 1e-6;

        public int GetHashCode(AblatedExpert one) => HashCode.Combine(one.Layer, one.Expert);
    }
}
