using MoeNotebooks.Errors;
using MoeNotebooks.Pruning;

namespace MoeNotebooks.Tests.Pruning;

public sealed class AblationStandingsTests
{
    [Fact]
    public void By_hand()
    {
        AblatedExpert[] ablated =
        [
            One(1, 0, 0.1),
            One(1, 1, 0.3),
            One(1, 2, 0.2), // worth 0, 1, 2: two of three change places, 1 - 6 · 2 / (3 · 8) = 0.5
            One(2, 0, 0.1),
            One(2, 1, 0.2), // two have no rank to speak of
            One(3, 0, 0.3),
            One(3, 1, 0.2),
            One(3, 2, 0.1), // turned round, -1
        ];
        AblationStandings
            .Of([Worth([0, 1, 2]), Worth([2, 1, 0])], ablated, 3)
            .ShouldBe([("aimer", 0.25), ("aimer", -0.25)]); // the best first
    }

    [Fact]
    public void Two_experts_of_a_layer_are_too_few_to_rank()
    {
        AblatedExpert[] ablated = [One(1, 0, 0.1), One(1, 1, 0.3)];
        Should
            .Throw<MoeUsageException>(() => AblationStandings.Of([Worth([0, 1, 2])], ablated, 3))
            .Message.ShouldContain("ranks need three");
        Should.Throw<MoeUsageException>(() => AblationStandings.Repeated(ablated, ablated));
    }

    private static AblatedExpert One(int layer, int expert, double divergence) => new(layer, expert, 10, divergence, 0);

    private static ByWeights Worth(double[] worth) =>
        new(new[] { 1, 2, 3 }.ToDictionary(layer => layer, _ => (IReadOnlyList<double>)[.. worth.Select(one => -one)]));
}
