using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class RepeatNoiseTests
{
    [Fact]
    public void By_hand()
    {
        var floor = RepeatNoise.FromRepeats([("a", 1.0), ("a", 3.0), ("b", 5.0), ("b", 5.0), ("c", 9.0)])!;

        (floor.Groups, floor.Repeats, floor.LargestSpread).ShouldBe((2, 4, 2.0));
        floor.Deviation.ShouldBe(1.0); // squares 1 + 1 + 0 + 0 over 4 - 2
        floor.Difference95.ShouldBe(2.7718, 1e-4);
    }

    [Fact]
    public void Without_repeats_there_is_none() => RepeatNoise.FromRepeats([("a", 1.0), ("b", 2.0)]).ShouldBeNull();
}
