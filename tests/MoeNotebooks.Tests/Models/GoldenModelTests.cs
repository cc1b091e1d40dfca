using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>Every tiny checkpoint against what Transformers computed from it.</summary>
[References]
public sealed class GoldenModelTests
{
    public static TheoryData<string> Models => Golden.Names();

    public static TheoryData<string> Pruned => Golden.PrunedNames();

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_equal_the_references_for_every_number_of_experts(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder);
        foreach (var k in golden.ActiveExperts)
        {
            for (var n = 0; n < golden.Sequences.Count; n++)
            {
                var logits = model.Forward(golden.Ids(n), policy: new TopK(k));
                Golden.ShouldBeClose(logits[0], golden.Read($"f32.k{k}.logits.{n}"), $"{name} k={k} sequence {n}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_backend_of_the_experts_gives_the_references_logits(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        foreach (var backend in new[] { ExpertBackend.Sorted, ExpertBackend.Grouped })
        {
            using var model = MoeModel.Open(golden.Folder, new ModelOptions { Experts = backend, Notify = _ => { } });
            foreach (var k in golden.ActiveExperts)
            {
                var logits = model.Forward(golden.Ids(2), policy: new TopK(k));
                Golden.ShouldBeClose(logits[0], golden.Read($"f32.k{k}.logits.2"), $"{name} {backend} k={k}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Backends_agree_in_bf16_with_slots_skipped_for_each_token(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var sorted = MoeModel.Open(
            golden.Folder,
            new ModelOptions
            {
                DType = ScalarType.BFloat16,
                Experts = ExpertBackend.Sorted,
                Notify = _ => { },
            }
        );
        using var grouped = MoeModel.Open(
            golden.Folder,
            new ModelOptions
            {
                DType = ScalarType.BFloat16,
                Experts = ExpertBackend.Grouped,
                Notify = _ => { },
            }
        );
        var policy = new RelativeThreshold(0.6);
        var expected = sorted.Forward(golden.Ids(2), policy: policy).to_type(ScalarType.Float32);
        Golden.ShouldBeClose(grouped.Forward(golden.Ids(2), policy: policy), expected, name, 0.02);
    }

    /// <summary>
    /// A few tokens at a time are multiplied by hand, many at once by libtorch: what each token's scores are must not
    /// depend on it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Kernels_agree_with_libtorchs_products_in_bf16(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var plain = MoeModel.Open(
            golden.Folder,
            new ModelOptions
            {
                DType = ScalarType.BFloat16,
                Experts = ExpertBackend.Sorted,
                Notify = _ => { },
            }
        );
        using var kernels = MoeModel.Open(
            golden.Folder,
            new ModelOptions
            {
                DType = ScalarType.BFloat16,
                Experts = ExpertBackend.Kernels,
                Notify = _ => { },
            }
        );
        var ids = golden.Ids(2);
        foreach (var k in golden.ActiveExperts)
        {
            var expected = plain
                .Forward(ids.expand(20, -1).contiguous(), policy: new TopK(k))[0]
                .to_type(ScalarType.Float32); // too many tokens for kernels
            using var cache = kernels.CreateCache(1, (int)ids.shape[1]);
            var parts = new List<Tensor>();
            for (var at = 0L; at < ids.shape[1]; at += 4)
            {
                using var context = new AttentionContext { Cache = cache };
                parts.Add(kernels.Forward(ids.narrow(1, at, Math.Min(4, ids.shape[1] - at)), context, new TopK(k)));
            }

            var error = (cat([.. parts], 1)[0].to_type(ScalarType.Float32) - expected).abs().mean().item<float>();
            error.ShouldBeLessThanOrEqualTo((float)(3 * golden.Bf16MeanError), $"{name} k={k}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_equal_the_references_where_every_layer_is_read_as_it_runs(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        // One file or several shards, fp8 or bf16
        using var model = MoeModel.Open(golden.Folder, new ModelOptions { MemoryBudget = 0 });
        var k = golden.ActiveExperts.Last();
        Golden.ShouldBeClose(
            model.Forward(golden.Ids(2), policy: new TopK(k))[0],
            golden.Read($"f32.k{k}.logits.2"),
            $"{name} k={k}"
        );
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Experts_and_weights_equal_the_references_as_sets(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder);
        foreach (var k in golden.ActiveExperts)
        {
            var seen = new RecordingObserver();
            model.Forward(golden.Ids(2), policy: new TopK(k), observer: seen);
            seen.Layers.ShouldBe(model.MoeLayers);
            foreach (var layer in model.MoeLayers)
            {
                var (experts, weights) = Sorted(seen.Experts[layer], seen.Weights[layer]);
                var (expected, expectedWeights) = Sorted(
                    golden.Read($"f32.k{k}.experts.{layer}"),
                    golden.Read($"f32.k{k}.weights.{layer}")
                );
                experts.equal(expected).all().item<bool>().ShouldBeTrue($"{name} k={k} layer {layer}");
                Golden.ShouldBeClose(weights, expectedWeights, $"{name} k={k} layer {layer}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Bf16_is_as_near_to_f32_as_the_references(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder, new ModelOptions { DType = ScalarType.BFloat16 });
        var k = golden.Bf16Experts;
        var errors = golden.Sequences.Select(
            (_, n) =>
                (
                    model.Forward(golden.Ids(n), policy: new TopK(k))[0].to_type(ScalarType.Float32)
                    - golden.Read($"f32.k{k}.logits.{n}")
                )
                    .abs()
                    .flatten()
        );
        cat([.. errors], 0).mean().item<float>().ShouldBeLessThanOrEqualTo((float)(1.5 * golden.Bf16MeanError));
    }

    [Theory]
    [MemberData(nameof(Pruned))]
    public void Pruned_logits_equal_the_references_when_masked_in_the_router(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder);
        for (var n = 0; n < golden.Sequences.Count; n++)
        {
            var logits = model.Forward(golden.Ids(n), policy: new TopK(golden.PrunedExperts), mask: golden.Kept);
            Golden.ShouldBeClose(logits[0], golden.Read($"f32.pruned.logits.{n}"), $"{name} sequence {n}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Prefill_at_once_in_chunks_and_token_by_token_agree(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var model = MoeModel.Open(golden.Folder);
        var ids = golden.Ids(2);
        var whole = model.Forward(ids);
        foreach (var chunk in new[] { 1, 5, (int)ids.shape[1] })
        {
            using var cache = model.CreateCache(1, (int)ids.shape[1]);
            var parts = new List<Tensor>();
            for (var at = 0L; at < ids.shape[1]; at += chunk)
            {
                using var context = new AttentionContext { Cache = cache };
                parts.Add(model.Forward(ids.narrow(1, at, Math.Min(chunk, ids.shape[1] - at)), context));
            }

            cache.Length.ShouldBe((int)ids.shape[1]);
            Golden.ShouldBeClose(cat([.. parts], 1), whole, $"{name} in chunks of {chunk}");
        }
    }

    private static (Tensor Experts, Tensor Weights) Sorted(Tensor experts, Tensor weights)
    {
        var (sorted, order) = experts.sort(-1);
        return (sorted, weights.gather(-1, order));
    }
}
