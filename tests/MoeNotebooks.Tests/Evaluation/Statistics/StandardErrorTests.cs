using CsCheck;
using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class StandardErrorTests
{
    [Fact]
    public void A_mean_of_zeros_and_ones_gives_the_harness_value() =>
        StandardError
            .OfMean([.. Enumerable.Range(0, 120).Select(i => i < 21 ? 1.0 : 0.0)])!
            .Value.ShouldBe(0.03483152730096182, 1e-15); // lm-evaluation-harness: 21 of 120 right

    [Fact]
    public void A_share_equals_the_mean_of_its_zeros_and_ones() =>
        Gen.Int[2, 400]
            .SelectMany(n => Gen.Int[0, n].Select(right => (n, right)))
            .Sample(x =>
                StandardError
                    .OfShare(x.right, x.n)!
                    .Value.ShouldBe(
                        StandardError.OfMean([.. Enumerable.Range(0, x.n).Select(i => i < x.right ? 1.0 : 0.0)])!.Value,
                        1e-12
                    )
            );

    [Fact]
    public void Fewer_than_two_items_have_no_error()
    {
        StandardError.OfMean([1]).ShouldBeNull();
        StandardError.OfMean([]).ShouldBeNull();
        StandardError.OfShare(1, 1).ShouldBeNull();
    }

    [Fact]
    public void The_mean_of_six_tasks_has_the_error_of_six_independent_ones()
    {
        // The six errors of the paper's baseline, in points, give 0.68 for their mean.
        StandardError.OfTaskMean([1.46, 0.81, 0.66, 2.14, 2.66, 1.27])!.Value.ShouldBe(0.68, 0.01);
        StandardError.OfTaskMean([1.0, null]).ShouldBeNull();
        StandardError.OfTaskMean([]).ShouldBeNull();
    }

    [Fact]
    public void Two_items_have_an_error_and_a_share_lies_between_none_and_all()
    {
        StandardError.OfMean([0, 1])!.Value.ShouldBe(0.5, 1e-12); // deviation sqrt(1/2) over sqrt(2)
        StandardError.OfShare(1, 2)!.Value.ShouldBe(0.5, 1e-12);
        StandardError.OfShare(0, 2).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => StandardError.OfShare(-1, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => StandardError.OfShare(3, 2));
    }
}
