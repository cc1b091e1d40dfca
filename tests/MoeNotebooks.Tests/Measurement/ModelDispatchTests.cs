using MoeNotebooks.Errors;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Tests.Measurement;

public sealed class ModelDispatchTests
{
    private static readonly int[][] Texts = [[1, 20, 300, 40], [500, 6]];

    [Fact]
    public void One_device_gets_every_token_and_a_device_per_expert_one_copy_per_expert()
    {
        using var model = MoeModel.Open("mini-softmax");
        var tallies = ModelDispatch.Count(model, Texts, [1, 8, model.Config.Moe.Router.Experts]);
        tallies.ShouldAllBe(tally => tally.Tokens == 6 * model.MoeLayers.Count);
        tallies[0].Mean.ShouldBe(1);
        tallies[1].Mean.ShouldBeInRange(1.01, model.Config.Moe.Router.TrainedTopK - 0.01);
        tallies[2].Mean.ShouldBe(model.Config.Moe.Router.TrainedTopK);
    }

    [Fact]
    public void A_policy_sends_fewer_copies()
    {
        using var model = MoeModel.Open("mini-softmax");
        ModelDispatch.Count(model, Texts, [model.Config.Moe.Router.Experts], new TopK(2)).Single().Mean.ShouldBe(2);
    }

    [Fact]
    public void What_does_not_fit_is_refused_all_at_once()
    {
        using var model = MoeModel.Open("mini-softmax");
        var message = Should.Throw<MoeUsageException>(() => ModelDispatch.Count(model, [], [8, 5])).Message;
        message.ShouldContain("texts: there is none");
        message.ShouldContain($"devices is 5; it must divide the {model.Config.Moe.Router.Experts} experts");
    }
}
