using MoeNotebooks.Evaluation.Statistics;

namespace MoeNotebooks.Tests.Evaluation.Statistics;

public sealed class FindingsTests
{
    [Fact]
    public void Every_finding_has_its_word() =>
        Enum.GetValues<Finding>()
            .Select(finding => finding.InWords())
            .ShouldBe(["undecided", "better", "worse", "non-inferior"]);
}
