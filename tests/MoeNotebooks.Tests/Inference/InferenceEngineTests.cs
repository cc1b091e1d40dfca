using MoeNotebooks.Errors;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using Texts = MoeNotebooks.Inference.Generator;

namespace MoeNotebooks.Tests.Inference;

/// <summary>Requests in a batch that changes from step to step, against each by itself.</summary>
[References]
public sealed class InferenceEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Models => Golden.Names();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Greedy_tokens_equal_the_references_among_neighbours_and_by_any_chunks(string name)
    {
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder, new ModelOptions { Notify = _ => { } });
        var prompt = golden.Sequences[1].Select(id => (int)id).ToArray();
        foreach (var k in golden.ActiveExperts)
        {
            var expected = golden.Generated(k)[prompt.Length..].Select(id => (int)id).ToArray();
            foreach (var chunk in new[] { 1, 3, 256 })
            {
                await using var engine = new InferenceEngine(
                    model,
                    new EngineOptions { PrefillChunk = chunk, MaxRunning = 3 },
                    new TopK(k)
                );
                var request = new GenerationRequest(prompt) { MaxNewTokens = expected.Length, StopIds = [] };
                var others = Enumerable
                    .Range(1, 5)
                    .Select(i =>
                        TokensAsync(
                            engine,
                            request with
                            {
                                Prompt = prompt[..(1 + (i % prompt.Length))],
                                MaxNewTokens = i,
                            }
                        )
                    )
                    .ToArray();
                (await TokensAsync(engine, request)).ShouldBe(expected, $"{name} k={k} chunk={chunk}");
                (await Task.WhenAll(others)).Select(tokens => tokens.Length).ShouldBe([1, 2, 3, 4, 5]);
            }
        }
    }

    [Fact]
    public async Task Sampled_tokens_depend_on_the_seed_and_not_on_neighbours()
    {
        using var model = Tiny();
        await using var engine = new InferenceEngine(model);
        Task<int[]> Run(int seed) =>
            TokensAsync(
                engine,
                new([1, 2])
                {
                    Temperature = 3,
                    Seed = seed,
                    StopIds = [],
                }
            );
        var alone = await Run(1);
        var together = await Task.WhenAll(Run(2), Run(1), Run(3));
        together[1].ShouldBe(alone);
        together[0].ShouldNotBe(alone);
        alone.ShouldBe(
            Texts.Generate(
                model,
                [
                    [1, 2],
                ],
                new GenerationOptions
                {
                    Temperature = 3,
                    Seed = 1,
                    StopIds = [],
                },
                cancellation: Stop
            )[0]
        );
    }

    [Fact]
    public async Task Scores_of_prompt_and_answer_are_the_whole_sequences()
    {
        using var model = Tiny();
        await using var engine = new InferenceEngine(model, new EngineOptions { PrefillChunk = 4 });
        int[] prompt = [5, 6, 7, 8, 9, 10];
        var generation = engine.Submit(
            new(prompt)
            {
                MaxNewTokens = 4,
                Likeliest = 3,
                PromptScores = true,
                StopIds = [],
            }
        );
        var tokens = await generation.ReadAsync(Stop).ToListAsync(Stop);
        int[] all = [.. prompt, .. tokens.Select(token => token.Id)];
        var logs = Logs(model, all);
        GeneratedToken?[] scores = [.. generation.PromptScores, .. tokens.Select(token => (GeneratedToken?)token)];
        scores.Length.ShouldBe(all.Length);
        scores[0].ShouldBeNull();
        for (var i = 1; i < all.Length; i++)
        {
            var (score, row) = (scores[i]!.Value, logs[i - 1]);
            score.Id.ShouldBe(all[i]);
            score.LogProbability!.Value.ShouldBe(row[all[i]], 1e-4);
            score
                .Likeliest!.Select(best => best.Id)
                .ShouldBe(Enumerable.Range(0, row.Length).OrderByDescending(id => row[id]).Take(3), $"place {i}");
        }

        generation.Finish.ShouldBe(FinishReason.Length);
    }

    [Fact]
    public async Task A_prompt_is_scored_without_a_new_token()
    {
        using var model = Tiny();
        await using var engine = new InferenceEngine(model);
        var generation = engine.Submit(new([5, 6, 7]) { MaxNewTokens = 0, PromptScores = true });
        (await generation.ReadAsync(Stop).ToListAsync(Stop)).ShouldBeEmpty();
        generation.PromptScores.Count.ShouldBe(3);
        generation.PromptScores[2]!.Value.Likeliest.ShouldBeEmpty();
        generation.Finish.ShouldBe(FinishReason.Length);
    }

    [Fact]
    public async Task Experts_of_every_token_are_those_that_the_router_chose()
    {
        using var model = Tiny();
        await using var engine = new InferenceEngine(model, new EngineOptions { PrefillChunk = 4 });
        int[] prompt = [5, 6, 7, 8, 9, 10];
        var other = TokensAsync(engine, new([3, 4]) { MaxNewTokens = 9, StopIds = [] });
        var generation = engine.Submit(
            new(prompt)
            {
                MaxNewTokens = 3,
                RoutedExperts = true,
                StopIds = [],
            }
        );
        var tokens = await generation.ReadAsync(Stop).ToListAsync(Stop);
        await other;
        var table = generation.RoutedExperts.ShouldNotBeNull();
        (table.Tokens, table.Layers, table.Slots).ShouldBe((prompt.Length + 2, 2, 3));
        var seen = new RecordingObserver();
        using var scope = TorchSharp.torch.NewDisposeScope();
        long[] whole = [.. prompt.Concat(tokens.Take(2).Select(token => token.Id)).Select(id => (long)id)];
        model.Forward(TorchSharp.torch.tensor(whole).unsqueeze(0), observer: seen);
        table
            .Experts.Select(e => (long)e)
            .ShouldBe(
                Enumerable
                    .Range(0, whole.Length)
                    .SelectMany(t => new[] { 1, 2 }.SelectMany(layer => seen.Experts[layer][t].data<long>().ToArray()))
            );
    }

    [Fact]
    public async Task A_stop_token_ends_a_request_and_is_its_last()
    {
        using var model = Tiny();
        await using var engine = new InferenceEngine(model);
        var free = await TokensAsync(engine, new([1, 2]) { StopIds = [] });
        var generation = engine.Submit(new([1, 2]) { StopIds = [free[3]] });
        (await generation.ReadAsync(Stop).ToListAsync(Stop))
            .Select(token => token.Id)
            .ShouldBe(free[..(Array.IndexOf(free, free[3]) + 1)]);
        generation.Finish.ShouldBe(FinishReason.Stop);
    }

    [Fact]
    public async Task Who_stops_reading_or_cancels_leaves_before_the_next_step()
    {
        using var model = Tiny();
        await using var engine = new InferenceEngine(model, new EngineOptions { MaxRunning = 1 });
        await foreach (var token in engine.StreamAsync(new([1, 2]) { MaxNewTokens = 60, StopIds = [] }, Stop))
        {
            break;
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (
                var token in engine.StreamAsync(new([1, 2]) { MaxNewTokens = 60, StopIds = [] }, cancel.Token)
            )
            {
                await cancel.CancelAsync();
            }
        });
        // There was but one place
        (await TokensAsync(engine, new([1, 2]) { MaxNewTokens = 2, StopIds = [] })).Length.ShouldBe(2);
        engine.Status.NewTokens.ShouldBeLessThan(100);
        (engine.Status.Running, engine.Status.CacheTokensUsed).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_a_request_that_cannot_be_is_told_all_that_is_wrong()
    {
        using var model = Tiny();
        await using var engine = new InferenceEngine(model, new EngineOptions { MaxRunning = 1, MaxWaiting = 1 });
        var request = new GenerationRequest([1, 2]) { MaxNewTokens = 60, StopIds = [] };
        var taken = new List<Generation>();
        Should
            .Throw<MoeBusyException>(() =>
            {
                for (var i = 0; i < 10; i++)
                {
                    taken.Add(engine.Submit(request));
                }
            })
            .Message.ShouldBe("engine: has 1 request waiting, as many as it takes. Ask again later");
        taken.ForEach(generation => generation.Cancel());
        Should
            .Throw<MoeUsageException>(() =>
                engine.Submit(
                    new([1, 96])
                    {
                        MaxNewTokens = 0,
                        Temperature = double.NaN,
                        TopP = 0,
                        Likeliest = 21,
                    }
                )
            )
            .Message.ShouldBe(
                "request: 5 problems: (1) prompt: holds id 96; the vocabulary has 96, counted from 0; (2) new tokens: is 0; at least 1 is needed; "
                    + "(3) temperature: is NaN; a number from 0 on is needed; (4) top-p: is 0; a number above 0 and up to 1 is needed; (5) likeliest tokens: is 21; it is 0 to 20"
            );
        Should
            .Throw<MoeUsageException>(() => engine.Submit(new([1, 2]) { MaxNewTokens = 64 }))
            .Message.ShouldContain("do not fit in 64, the engine's context");
    }

    [Fact]
    public async Task Stopping_waits_for_those_there_are_and_takes_no_more()
    {
        using var model = Tiny();
        var engine = new InferenceEngine(model);
        var last = TokensAsync(engine, new([1, 2]) { MaxNewTokens = 40, StopIds = [] });
        await engine.StopAsync(TimeSpan.FromMinutes(1));
        (await last).Length.ShouldBe(40);
        Should.Throw<MoeBusyException>(() => engine.Submit(new([1]))).Message.ShouldBe("engine: is being stopped");
    }

    private static async Task<int[]> TokensAsync(InferenceEngine engine, GenerationRequest request) =>
        [.. (await engine.StreamAsync(request, Stop).ToListAsync(Stop)).Select(token => token.Id)];

    private static float[][] Logs(MoeModel model, int[] tokens)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var logs = model
            .Forward(TorchSharp.torch.tensor(tokens.Select(id => (long)id).ToArray()).unsqueeze(0))
            .log_softmax(-1)[0];
        return [.. Enumerable.Range(0, tokens.Length).Select(i => logs[i].data<float>().ToArray())];
    }

    private MoeModel Tiny()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        return MoeModel.Open(_folder.Path);
    }
}
