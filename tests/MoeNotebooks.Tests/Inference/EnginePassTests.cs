using MoeNotebooks.Inference;
using MoeNotebooks.Inference.Batching;
using MoeNotebooks.Models;
using static TorchSharp.torch;
using Golden = MoeNotebooks.Tests.Models.Golden;

namespace MoeNotebooks.Tests.Inference;

/// <summary>What the engine leaves behind, in native memory and on the managed heap.</summary>
[References(OnlyModels = true)]
public sealed class EnginePassTests
{
    public static TheoryData<string> Models => Golden.Names();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>
    /// A thousand with one model; a hundred, which meet the same cases, with every other: one tensor left by one
    /// request fails either.
    /// </summary>
    [Theory]
    [MemberData(nameof(Models))]
    public async Task Generations_leave_no_tensor_behind(string name)
    {
        var many = name == "deepseek-v2-lite" ? 1000 : 100;
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder, new ModelOptions { Notify = _ => { } });
        await using var engine = new InferenceEngine(model, new EngineOptions { MaxWaiting = 2000, PrefillChunk = 4 });
        var before = 0L;
        for (var round = 0; round < 2; round++)
        {
            before = round == 0 ? before : LiveTensors.Settled();
            await Task.WhenAll(
                Enumerable
                    .Range(0, round == 0 ? 20 : many)
                    .Select(async i =>
                    {
                        var generation = engine.Submit(
                            new([1 + (i % 9), 2, 3, 4, 5, 6])
                            {
                                MaxNewTokens = 1 + (i % 5),
                                StopIds = [],
                                Likeliest = i % 2 == 0 ? null : 1,
                                PromptScores = i % 7 == 0,
                            }
                        );
                        await foreach (var token in generation.ReadAsync(Stop))
                        {
                            if (i % 11 == 0)
                            {
                                break; // cancelled after its first token
                            }
                        }

                        await generation.Ended;
                    })
            );
        }

        LiveTensors.Settled().ShouldBe(before);
        engine.Status.CacheTokensUsed.ShouldBe(0);
    }

    /// <summary>
    /// TorchSharp wraps every tensor in an object, so that a step allocates whatever the engine does; the engine adds
    /// less than one object per request.
    /// </summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void A_decode_step_allocates_no_object_per_request_beyond_those_of_the_models_operators(string name)
    {
        const int Warm = 8,
            Steps = 24,
            Requests = 3,
            SmallestObject = 24;
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder, new ModelOptions { Notify = _ => { } });
        var fed = new List<long[]>(Steps);
        var engine = Allocated(Warm, Steps, Engine(model, [3, 4, 5], Steps, fed));
        var plain = Allocated(Warm, Steps, Plain(model, fed));
        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {engine} bytes a step of 3 requests, the model's operators alone {plain}"
        );
        (engine - plain).ShouldBeLessThan(
            Requests * SmallestObject,
            $"{name}: {engine} bytes a step, the model's operators alone {plain}"
        );
    }

    /// <summary>Bytes on the managed heap per step, once buffers have grown and code is compiled.</summary>
    private static long Allocated(int warm, int steps, (Action<int> Step, Action End) work)
    {
        var (step, bytes) = (0, 0L);
        for (; step < steps; step++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work.Step(step);
            bytes += step < warm ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        work.End();
        return bytes / (steps - warm);
    }

    private static (Action<int> Step, Action End) Engine(MoeModel model, int[] ids, int steps, List<long[]> fed)
    {
        var tap = new RoutingTap(model.Config.MoeLayers);
        var pass = new EnginePass(model, model.Route(null, null, tap), tap, new EngineOptions());
        var meter = new EngineMeter(() => default, TimeProvider.System);
        List<Sequence> sequences =
        [
            .. ids.Select(id => new Sequence(new([id]) { MaxNewTokens = steps + 1 }, [], meter.Watch(), () => { })),
        ];
        sequences.ForEach(sequence => sequence.Start(model.CreateCache(1, sequence.CacheTokens)));
        for (var step = 0; step < steps; step++)
        {
            fed.Add(new long[ids.Length]); // before anything is counted
        }

        return (Step, () =>
        {
            sequences.ForEach(sequence => sequence.End(FinishReason.Cancelled));
            pass.Dispose();
            meter.Dispose();
        });

        void Step(int step)
        {
            for (var i = 0; i < ids.Length; i++)
            {
                fed[step][i] = step == 0 ? ids[i] : sequences[i].Newest;
            }

            pass.Run(sequences);
            for (var i = 0; i < ids.Length; i++)
            {
                sequences[i].Tokens.Reader.TryRead(out _);
            }
        }
    }

    /// <summary>The same tensors of the same numbers by the same calls, and nothing else.</summary>
    private static (Action<int> Step, Action End) Plain(MoeModel model, List<long[]> fed)
    {
        var rows = fed[0].Length;
        KvCache[] caches = [.. fed[0].Select(_ => model.CreateCache(1, fed.Count))];
        var parts = caches.Select(cache => new SequencePart(1, new AttentionContext { Cache = cache })).ToList();
        var routing = model.Route(null, null, new RoutingTap(model.Config.MoeLayers));
        var (newest, positions) = (new StepNumbers(rows), new StepNumbers(rows));
        return (Step, () =>
        {
            Array.ForEach(caches, cache => cache.Dispose());
            parts.ForEach(part => part.Own.Dispose());
            newest.Dispose();
            positions.Dispose();
        });

        void Step(int step)
        {
            for (var i = 0; i < rows; i++)
            {
                newest[i] = fed[step][i];
                positions[i] = step;
            }

            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var context = new AttentionContext { Parts = parts, Positions = positions.Tensor(rows).unsqueeze(0) };
            var hidden = model.Run(newest.Tensor(rows).unsqueeze(0), context, routing).squeeze(0);
            var logits = model.Logits(hidden).to_type(ScalarType.Float32);
            _ = logits.cpu().bytes[0];
            _ = logits.shape[1];
        }
    }
}
