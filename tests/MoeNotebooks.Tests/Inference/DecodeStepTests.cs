using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;
using Golden = MoeNotebooks.Tests.Models.Golden;

namespace MoeNotebooks.Tests.Inference;

/// <summary>
/// Steps of fixed shapes, and of those a CPU takes, against the whole sequence at once; and that a step asks nothing of
/// the device.
/// </summary>
[References(OnlyModels = true)]
public sealed class DecodeStepTests
{
    private const int Prompt = 5;

    public static TheoryData<string> Models => Golden.Names();

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_step_equals_the_whole_sequence_at_once(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder, new ModelOptions { Notify = _ => { } });
        var ids = golden.Sequences[2];
        foreach (var (policy, mask) in Routings(model))
        {
            var whole = model.Forward(tensor(ids).unsqueeze(0), policy: policy, mask: mask)[0];
            foreach (var fixedShapes in new[] { true, false })
            {
                using var cache = model.CreateCache(1, ids.Length + 3);
                Prefill(model, cache, [ids[..Prompt]], [0], policy, mask);
                using var step = new DecodeStep(model, cache, [0], model.Route(policy, mask), fixedShapes);
                for (var at = Prompt; at < ids.Length; at++)
                {
                    step.Take([(int)ids[at]]);
                    Golden.ShouldBeClose(step.Run()[0], whole[at], $"{name} {policy} fixed {fixedShapes} at {at}");
                }

                cache.Length.ShouldBe(ids.Length);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Padded_rows_equal_their_sequences_alone(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder, new ModelOptions { Notify = _ => { } });
        long[] first = golden.Sequences[2][..9],
            second = golden.Sequences[2][2..8];
        foreach (var fixedShapes in new[] { true, false })
        {
            using var cache = model.CreateCache(2, 12);
            Prefill(model, cache, [first[..5], [0, 0, 0, .. second[..2]]], [0, 3], null, null);
            using var step = new DecodeStep(model, cache, [0, 3], model.Route(null), fixedShapes);
            for (var i = 0; i < 4; i++)
            {
                step.Take([(int)first[5 + i], (int)second[2 + i]]);
                var logits = step.Run();
                Golden.ShouldBeClose(
                    logits[0],
                    model.Forward(tensor(first).unsqueeze(0))[0, 5 + i],
                    $"{name} first row, step {i}"
                );
                Golden.ShouldBeClose(
                    logits[1],
                    model.Forward(tensor(second).unsqueeze(0))[0, 2 + i],
                    $"{name} padded row, step {i}"
                );
            }
        }
    }

    /// <summary>On the meta device tensors have shapes and no values: whatever looks at one throws.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void A_step_never_looks_at_the_device(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(
            golden.Folder,
            new ModelOptions
            {
                Device = new Device("meta"),
                Experts = ExpertBackend.Grouped,
                Notify = _ => { },
            }
        );
        var alike = Enumerable.Repeat(0.5, model.Config.Moe.Router.Experts * model.Config.Moe.Router.Experts).ToArray();
        var reroute = new SimilarityReroute(1, 0.2, [.. model.MoeLayers.Select(_ => alike)]);
        foreach (
            var (policy, mask) in Routings(model)
                .Concat([(new BatchPiggyback(1), null), (new BatchBudget(2), null), (reroute, null)])
        )
        {
            using var cache = model.CreateCache(2, 16);
            using var step = new DecodeStep(model, cache, [0, 3], model.Route(policy, mask));
            for (var i = 0; i < 3; i++)
            {
                var logits = step.Run();
                logits.shape.ShouldBe([2, model.Config.VocabularySize]);
                step.TakeBest(logits);
            }

            // So the device does tell
            Should.Throw<System.Runtime.InteropServices.ExternalException>(step.Read).Message.ShouldContain("meta");
        }
    }

    [Fact]
    public void What_is_not_a_number_is_an_error_when_read()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        TinyModel.Write(folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(folder.Path);
        using var cache = model.CreateCache(2, 4);
        using var step = new DecodeStep(model, cache, [0, 0], model.Route(null));
        var logits = randn(2, 96);
        logits[1, 40] = tensor(float.NaN);
        step.TakeBest(logits);
        Should.Throw<MoeNotebooks.Errors.MoeDataException>(step.Read).Message.ShouldContain("not numbers");
    }

    private static IEnumerable<(RoutingPolicy Policy, ExpertMask? Mask)> Routings(MoeModel model)
    {
        var half = model.Config.Moe.Router.Experts / 2;
        yield return (RoutingPolicy.Trained, null);
        yield return (new EntropyBins([1, 2], [1, model.Config.Moe.Router.TrainedTopK, 1]), null);
        yield return (
            new RelativeThreshold(0.7),
            new ExpertMask(
                model.MoeLayers.ToDictionary(layer => layer, _ => (IReadOnlyList<int>)[.. Enumerable.Range(1, half)])
            )
        );
    }

    private static void Prefill(
        MoeModel model,
        KvCache cache,
        long[][] rows,
        int[] padding,
        RoutingPolicy? policy,
        ExpertMask? mask
    )
    {
        using var context = padding.All(tokens => tokens == 0)
            ? new AttentionContext { Cache = cache }
            : new PromptBatch([.. rows.Select((row, i) => row[padding[i]..].Select(id => (int)id).ToArray())]).Context(
                cache
            );
        model.Hidden(
            tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]),
            context,
            model.Route(policy, mask)
        );
    }
}
