using MoeNotebooks.Errors;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Inference;

public sealed class RoutedTextTests : IDisposable
{
    private const string Text = "Question: Where is the ruvor?";
    private readonly MoeModel _model = MoeModel.Open("mini-softmax");

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Every_token_has_its_experts_in_every_MoE_layer_best_first()
    {
        var routed = RoutedText.Of(_model, Text);
        var rule = _model.Config.Moe.Router;

        routed.MoeLayers.ShouldBe(_model.MoeLayers);
        routed.ExpertCount.ShouldBe(rule.Experts);
        routed.Tokens.Count.ShouldBe(_model.Tokenizer.Encode(Text, addSpecialTokens: true).Count);
        string.Concat(routed.Tokens).ShouldEndWith(Text);
        foreach (var layer in routed.MoeLayers)
        {
            for (var token = 0; token < routed.Tokens.Count; token++)
            {
                var slots = routed.At(layer, token);
                slots.Select(slot => slot.Expert).Distinct().Count().ShouldBe(rule.TrainedTopK);
                slots.ShouldAllBe(slot => slot.Expert >= 0 && slot.Expert < rule.Experts);
                slots.Select(slot => slot.Weight).ShouldBe(slots.Select(slot => slot.Weight).OrderDescending());
            }
        }
    }

    [Fact]
    public void It_is_what_the_model_itself_decides_where_it_runs_whole()
    {
        var seen = new Seen();
        using (NewDisposeScope())
        {
            int[] ids = [.. _model.Tokenizer.Encode(Text, addSpecialTokens: true)];
            _model.Forward(tensor(ids, ScalarType.Int64).unsqueeze(0), policy: new TopK(3), observer: seen);
        }

        var routed = RoutedText.Of(_model, Text, new TopK(3));
        foreach (var (layer, experts) in seen.Layers)
        {
            Enumerable
                .Range(0, routed.Tokens.Count)
                .SelectMany(token => routed.At(layer, token))
                .Select(slot => (long)slot.Expert)
                .ShouldBe(experts);
        }
    }

    [Fact]
    public void Skipping_keeps_the_first_layer_s_best_and_leaves_the_rest_out()
    {
        var (all, one) = (RoutedText.Of(_model, Text), RoutedText.Of(_model, Text, new TopK(1)));
        var first = _model.MoeLayers[0];
        for (var token = 0; token < all.Tokens.Count; token++)
        {
            one.At(first, token).Single().Expert.ShouldBe(all.At(first, token)[0].Expert);
        }

        var adaptive = RoutedText.Of(_model, Text, new RelativeThreshold(0.9));
        Enumerable
            .Range(0, all.Tokens.Count)
            .Select(token => adaptive.At(first, token).Count)
            .Distinct()
            .Count()
            .ShouldBeGreaterThan(1);
    }

    [Fact]
    public void A_policy_that_does_not_fit_is_refused() =>
        Should
            .Throw<MoeUsageException>(() => RoutedText.Of(_model, Text, new TopK(_model.Config.Moe.Router.Experts + 1)))
            .Message.ShouldContain($"{_model.Config.Moe.Router.Experts} experts");

    private sealed class Seen : IRoutingObserver
    {
        public Dictionary<int, long[]> Layers { get; } = [];

        public void Observe(int layer, Tensor experts, Tensor weights)
        {
            using var scope = NewDisposeScope();
            Layers[layer] = experts.to_type(ScalarType.Int64).cpu().contiguous().data<long>().ToArray();
        }
    }
}
