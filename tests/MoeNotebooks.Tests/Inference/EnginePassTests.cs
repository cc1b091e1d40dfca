using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Tests.Models;
using Golden = MoeNotebooks.Tests.Models.Golden;

namespace MoeNotebooks.Tests.Inference;

/// <summary>What the engine leaves behind, in native memory.</summary>
[References]
public sealed class EnginePassTests
{
    public static TheoryData<string> Models => Golden.Names();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_thousand_generations_leave_no_tensor_behind(string name)
    {
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder, new ModelOptions { Notify = _ => { } });
        await using var engine = new InferenceEngine(model, new EngineOptions { MaxWaiting = 2000, PrefillChunk = 4 });
        var before = 0L;
        for (var round = 0; round < 2; round++)
        {
            before = round == 0 ? before : LiveTensors.Settled();
            await Task.WhenAll(Enumerable.Range(0, round == 0 ? 20 : 1000).Select(async i =>
            {
                var generation = engine.Submit(new([1 + (i % 9), 2, 3, 4, 5, 6]) { MaxNewTokens = 1 + (i % 5), StopIds = [], Likeliest = i % 2 == 0 ? null : 1, PromptScores = i % 7 == 0 });
                await foreach (var token in generation.ReadAsync(Stop))
                {
                    if (i % 11 == 0)
                    {
                        break; // cancelled after its first token
                    }
                }

                await generation.Ended;
            }));
        }

        LiveTensors.Settled().ShouldBe(before);
        engine.Status.CacheTokensUsed.ShouldBe(0);
    }
}
