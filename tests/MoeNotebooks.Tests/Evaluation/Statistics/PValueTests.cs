using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class PValueTests
{
    [Theory]
    [InlineData(1, 3, "p = 1")]
    [InlineData(0.0234, 3, "p = 0.023")]
    [InlineData(0.1512, 4, "p = 0.1512")]
    [InlineData(0.0005, 3, "p = 0.001")]
    [InlineData(0.0004999, 3, "p < 0.001")]
    [InlineData(0, 4, "p < 0.0001")]
    public void None_is_told_as_0(double p, int digits, string words) => PValue.InWords(p, digits).ShouldBe(words);
}
