using MoeNotebooks.Training.Model;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Model;

public sealed class MiniForwardTests
{
    private static readonly MiniModelConfig Small = new()
    {
        Vocabulary = 64,
        Hidden = 32,
        Layers = 3,
        DenseWidth = 32,
        Experts = 8,
        TopK = 2,
        Heads = 2,
        KvRank = 32,
    };

    [Fact]
    public void A_text_sees_nothing_of_the_texts_before_it_in_its_row()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = new MiniModel(Small, seed: 3);
        long[] text = [0, 7, 9, 11, 13],
            others = [0, 5, 5, 40],
            another = [0, 21, 22, 23];
        var (behind, behindAnother) = (Hidden([.. others, .. text]), Hidden([.. another, .. text]));
        behind[4..].allclose(behindAnother[4..], 1e-6, 1e-6).ShouldBeTrue();
        behind[1..4].allclose(behindAnother[1..4], 1e-3, 1e-3).ShouldBeFalse();

        // positions are relative: behind other texts it is what it is alone
        behind[4..].allclose(Hidden(text), 1e-3, 1e-4).ShouldBeTrue();

        Tensor Hidden(long[] ids) => MiniForward.Hidden(model, tensor(ids).view(1, -1));
    }
}
