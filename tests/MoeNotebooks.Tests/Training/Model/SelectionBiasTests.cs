using MoeNotebooks.Training.Model;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Training.Model;

public sealed class SelectionBiasTests
{
    private static readonly MiniModelConfig Shape = new()
    {
        Vocabulary = 32,
        Hidden = 32,
        Layers = 2,
        Experts = 8,
        TopK = 2,
        ExpertWidth = 32,
        SharedWidth = 32,
        Heads = 2,
        KvRank = 32,
        Router = MiniRouterKind.Sigmoid,
        Groups = 4,
        TopGroups = 2,
        RoutedScale = 2.5f,
    };

    [Fact]
    public void It_falls_where_an_expert_is_chosen_too_often_and_rises_where_too_seldom()
    {
        using var model = new MiniModel(Shape, seed: 1);
        RouterUse[] shards = [new(), new()];
        shards[0].Add(1, zeros(6, 8), tensor(new float[] { 5, 1, 0, 0, 2, 2, 1, 1 }));
        shards[1].Add(1, zeros(6, 8), tensor(new float[] { 3, 1, 1, 1, 1, 1, 4, 0 }));
        SelectionBias.Move(model, shards, rate: 0.01); // 3 choices each would be even
        model
            .SelectionBias[1]
            .data<float>()
            .ToArray()
            .ShouldBe([-0.01f, 0.01f, 0.01f, 0.01f, 0, 0, -0.01f, 0.01f], 1e-7f);
    }

    [Fact]
    public void A_softmax_model_has_none()
    {
        using var model = new MiniModel(Shape with { Router = MiniRouterKind.Softmax }, seed: 1);
        model.SelectionBias.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(MiniRouterKind.Softmax)]
    [InlineData(MiniRouterKind.Sigmoid)]
    public void The_router_chooses_and_weighs_as_a_loop_over_tokens_does(MiniRouterKind kind)
    {
        using var scope = NewDisposeScope();
        using var model = new MiniModel(Shape with { Router = kind }, seed: 1);
        using var generator = new Generator(5);
        if (kind == MiniRouterKind.Sigmoid)
        {
            model.SelectionBias[1].copy_(randn(8, generator: generator) * 0.3f);
        }

        var logits = randn([40, 8], generator: generator);
        var (_, chosen, weight) = MiniRouter.Choose(model, 1, logits);
        for (var t = 0; t < 40; t++)
        {
            var (experts, weights) = Plain(kind, [.. logits[t].data<float>().ToArray().Select(x => (double)x)], model);
            chosen[t].data<long>().ToArray().ShouldBe(experts, $"token {t}");
            weight[t]
                .data<float>()
                .ToArray()
                .Zip(weights)
                .ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
        }
    }

    private static (long[] Experts, double[] Weights) Plain(MiniRouterKind kind, double[] logits, MiniModel model)
    {
        if (kind == MiniRouterKind.Softmax)
        {
            var sum = logits.Sum(Math.Exp);
            var best = Enumerable.Range(0, 8).OrderByDescending(e => logits[e]).Take(2).ToArray();
            return ([.. best.Select(e => (long)e)], [.. best.Select(e => 2.5 * Math.Exp(logits[e]) / sum)]);
        }

        var score = logits.Select(x => 1 / (1 + Math.Exp(-x))).ToArray();
        var bias = model.SelectionBias[1].data<float>().ToArray();
        var groups = Enumerable
            .Range(0, 4)
            .OrderByDescending(g => score[2 * g] + bias[2 * g] + score[(2 * g) + 1] + bias[(2 * g) + 1])
            .Take(2)
            .ToHashSet();
        var picked = Enumerable
            .Range(0, 8)
            .Where(e => groups.Contains(e / 2))
            .OrderByDescending(e => score[e] + bias[e])
            .Take(2)
            .ToArray();
        return ([.. picked.Select(e => (long)e)], [.. picked.Select(e => 2.5 * score[e] / picked.Sum(p => score[p]))]);
    }
}
