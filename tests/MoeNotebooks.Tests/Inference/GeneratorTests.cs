using MoeNotebooks.Errors;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using Texts = MoeNotebooks.Inference.Generator;

namespace MoeNotebooks.Tests.Inference;

[References]
public sealed class GeneratorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Models => Golden.Names();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void Greedy_tokens_equal_the_references(string name)
    {
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder);
        var prompt = golden.Sequences[1].Select(id => (int)id).ToArray();
        foreach (var k in golden.ActiveExperts)
        {
            var expected = golden.Generated(k);
            var options = new GenerationOptions { MaxNewTokens = expected.Length - prompt.Length, StopIds = [] };
            var tokens = Generate(model, [prompt], options, new TopK(k))[0];
            prompt.Concat(tokens).Select(id => (long)id).ShouldBe(expected, $"{name} k={k}");
        }
    }

    [Fact]
    public void A_prompt_in_a_padded_batch_continues_as_it_does_alone()
    {
        using var model = Tiny();
        int[][] prompts =
        [
            [1, 2, 3, 4, 5, 6],
            [7],
            [8, 9, 10],
        ];
        var together = Generate(model, prompts);
        prompts.Select(prompt => Generate(model, [prompt])[0]).ShouldBe(together);
    }

    [Fact]
    public void A_seed_decides_samples_and_not_greedy_tokens()
    {
        using var model = Tiny();
        int[] Run(double temperature, int seed) =>
            Generate(
                model,
                [
                    [1, 2],
                ],
                new GenerationOptions { Temperature = temperature, Seed = seed }
            )[0];
        Run(5, 1).ShouldBe(Run(5, 1));
        Run(5, 1).ShouldNotBe(Run(5, 2));
        Run(0, 1).ShouldBe(Run(0, 2));
    }

    [Fact]
    public void A_text_goes_in_and_comes_out_and_ends_where_the_model_says()
    {
        using var model = MoeModel.Open("mini-softmax");
        var prompt = model.Tokenizer.Encode(MiniQuestion.Prompt, addSpecialTokens: true);
        var free = Generate(
            model,
            [
                [.. prompt],
            ],
            new GenerationOptions { MaxNewTokens = 8, StopIds = [] }
        )[0];
        var end = Array.IndexOf(free, model.Config.EosIds.ShouldHaveSingleItem());
        end.ShouldBeGreaterThan(0);
        Generate(
            model,
            [
                [.. prompt],
            ],
            new GenerationOptions { MaxNewTokens = 8 }
        )[0]
            .ShouldBe(free[..(end + 1)]);
        Texts
            .Generate(model, MiniQuestion.Prompt, cancellation: TestContext.Current.CancellationToken)
            .ShouldBe(model.Tokenizer.Decode(free[..end], skipSpecialTokens: false));
    }

    [Fact]
    public void A_stop_token_ends_a_text()
    {
        using var model = Tiny();
        var free = Generate(
            model,
            [
                [1, 2],
            ]
        )[0];
        var stopped = Generate(
            model,
            [
                [1, 2],
            ],
            new GenerationOptions { StopIds = [free[3]] }
        )[0];
        stopped.ShouldBe(free[..(Array.IndexOf(free, free[3]) + 1)]);
    }

    [Fact]
    public void The_context_is_a_limit_and_exactly_full_is_allowed()
    {
        using var model = Tiny();
        var prompt = Enumerable.Repeat(1, 64).ToArray();
        Generate(model, [prompt], new GenerationOptions { MaxNewTokens = 1 })[0].Length.ShouldBe(1);
        Should
            .Throw<MoeUsageException>(() => Generate(model, [prompt], new GenerationOptions { MaxNewTokens = 2 }))
            .Message.ShouldContain("do not fit in 64");
        Should
            .Throw<MoeUsageException>(() =>
                Generate(
                    model,
                    [
                        [],
                    ]
                )
            )
            .Message.ShouldContain("at least 1 token");
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1, -1.0)]
    [InlineData(1, double.NaN)]
    public void Options_out_of_range_are_refused(int tokens, double temperature)
    {
        using var model = Tiny();
        Should.Throw<MoeUsageException>(() =>
            Generate(
                model,
                [
                    [1],
                ],
                new GenerationOptions { MaxNewTokens = tokens, Temperature = temperature }
            )
        );
    }

    [Fact]
    public void Generating_a_hundred_times_and_being_stopped_leaves_no_tensor_behind()
    {
        using var model = Tiny();
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var before = LiveTensors.Count;
        for (var i = 0; i < 100; i++)
        {
            Generate(
                model,
                [
                    [1, 2],
                    [3],
                ],
                new GenerationOptions { MaxNewTokens = 2 }
            );
        }

        Should.Throw<OperationCanceledException>(() =>
            Texts.Generate(
                model,
                [
                    [1, 2],
                ],
                cancellation: stopped.Token
            )
        );
        LiveTensors.Count.ShouldBe(before);
    }

    private static IReadOnlyList<int[]> Generate(
        MoeModel model,
        IReadOnlyList<int[]> prompts,
        GenerationOptions? options = null,
        RoutingPolicy? policy = null
    ) => Texts.Generate(model, prompts, options, policy, cancellation: TestContext.Current.CancellationToken);

    private MoeModel Tiny()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        return MoeModel.Open(_folder.Path);
    }
}
