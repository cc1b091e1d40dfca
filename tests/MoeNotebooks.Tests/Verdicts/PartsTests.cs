using MoeNotebooks.Results;
using MoeNotebooks.Verdicts;

namespace MoeNotebooks.Tests.Verdicts;

public sealed class PartsTests
{
    [Theory]
    [InlineData(new[] { 1, 1 }, Agreement.Agrees)]
    [InlineData(new[] { 1, 0 }, Agreement.AgreesInPart)]
    [InlineData(new[] { 1, -1 }, Agreement.AgreesInPart)]
    [InlineData(new[] { -1, 0, 0 }, Agreement.Disagrees)] // the claim as it stands is refuted, whatever the others are
    [InlineData(new[] { -1, -1 }, Agreement.Disagrees)]
    [InlineData(new[] { 0, 0 }, Agreement.Undecided)]
    [InlineData(new int[0], Agreement.Undecided)]
    public void A_claim_of_several_parts(int[] parts, Agreement agreement) =>
        Parts.Together([.. parts.Select(part => part == 0 ? null : (bool?)(part > 0))]).ShouldBe(agreement);
}
