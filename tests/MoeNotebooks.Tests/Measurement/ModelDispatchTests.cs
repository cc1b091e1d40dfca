using MoeNotebooks.Errors;
using MoeNotebooks.Measurement;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Measurement;

public sealed class ModelDispatchTests
{
    private static readonly int[][] Texts =
    [
        [1, 20, 300, 40],
        [500, 6],
    ];

    [Fact]
    public void One_device_gets_every_token_and_a_device_per_expert_one_copy_per_expert()
    {
        using var model = MoeModel.Open("mini-softmax");
        var tallies = ModelDispatch.Count(model, Texts, [1, 8, model.Config.Moe.Router.Experts]);
        tallies.ShouldAllBe(tally => tally.Tokens == 6 * model.MoeLayers.Count);
        tallies[0].Mean.ShouldBe(1);
        tallies[1].Mean.ShouldBe(Plainly(model, perDevice: model.Config.Moe.Router.Experts / 8), 1e-12);
        tallies[2].Mean.ShouldBe(model.Config.Moe.Router.TrainedTopK);
    }

    [Fact]
    public void A_policy_sends_fewer_copies()
    {
        using var model = MoeModel.Open("mini-softmax");
        ModelDispatch.Count(model, Texts, [model.Config.Moe.Router.Experts], new TopK(2)).Single().Mean.ShouldBe(2);
    }

    /// <summary>Different devices of a token's experts, over all tokens of all layers.</summary>
    private static double Plainly(MoeModel model, int perDevice)
    {
        using var scope = NewDisposeScope();
        var devices = new List<int>();
        foreach (var text in Texts)
        {
            var seen = new RecordingObserver();
            model.Forward(tensor(text.Select(id => (long)id).ToArray(), [1, text.Length]), observer: seen);
            foreach (var experts in seen.Experts.Values)
            {
                devices.AddRange(
                    experts
                        .data<long>()
                        .ToArray()
                        .Chunk((int)experts.shape[^1])
                        .Select(token => token.Select(e => e / perDevice).Distinct().Count())
                );
                experts.Dispose();
            }
        }

        return devices.Average();
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
