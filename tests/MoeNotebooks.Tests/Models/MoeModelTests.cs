using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

public sealed class MoeModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Missing_left_over_and_misshapen_tensors_are_named_in_one_error()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder.Path, TinyModel.Config(), tensors =>
            tensors
                .Where(t => !t.Name.Contains("layers.2.mlp.experts", StringComparison.Ordinal))
                .Select(t => t.Name == "lm_head.weight" ? t with { Value = t.Value.t().contiguous() } : t)
                .Append(new NamedTensor("surprise", ones(1)))
        );
        var message = Should.Throw<MoeDataException>(() => MoeModel.Open(_folder.Path)).Message;
        message.ShouldContain("24 tensors missing: model.layers.2.mlp.experts.0.gate_proj.weight");
        message.ShouldContain(", ...");
        message.ShouldContain("1 tensors of the wrong shape: lm_head.weight is [32, 96], not [96, 32]");
        message.ShouldContain("1 tensors not of this model: surprise");
    }

    [Fact]
    public void A_config_far_larger_than_the_files_is_refused_quickly()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder.Path, TinyModel.Config());
        File.WriteAllText(
            _folder["config.json"],
            TinyModel.Config("deepseek_v2", ("num_hidden_layers", 64), ("n_routed_experts", 16_384))
        );
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Should
            .Throw<MoeDataException>(() => MoeModel.Open(_folder.Path))
            .Message.ShouldContain("100000 tensors missing, or more");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_config_that_names_another_type_than_the_files_gives_a_notice()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder.Path, TinyModel.Config("deepseek_v2", ("torch_dtype", "bfloat16")));
        var notices = new List<string>();
        MoeModel.Open(_folder.Path, new ModelOptions { Notify = notices.Add }).Dispose();
        notices.ShouldHaveSingleItem().ShouldContain("names bfloat16, the files hold float32; the files decide");
    }

    [Theory]
    [InlineData("deepseek_v2")]
    [InlineData("mixtral")]
    public void Fused_experts_load_as_separate_ones_do(string family)
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder["one"], TinyModel.Config(family));
        TinyModel.Write(_folder["fused"], TinyModel.Config(family), FusedNames.Fuse);
        var ids = tensor(new long[] { 1, 2, 3, 4, 5 }).unsqueeze(0);
        using var one = MoeModel.Open(_folder["one"]);
        using var fused = MoeModel.Open(_folder["fused"]);
        fused.Forward(ids).equal(one.Forward(ids)).all().item<bool>().ShouldBeTrue();
        using var paged = MoeModel.Open(_folder["fused"], new ModelOptions { MemoryBudget = 0, Notify = _ => { } });
        Golden.ShouldBeClose(paged.Forward(ids), one.Forward(ids), "paged and fused", 1e-5);
    }

    [Fact]
    public void Weights_left_in_the_file_give_the_same_logits_and_a_notice()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder.Path, TinyModel.Config());
        var notices = new List<string>();
        var ids = tensor(new long[] { 1, 2, 3, 4, 5 }).unsqueeze(0);
        using var resident = MoeModel.Open(_folder.Path);
        using var paged = MoeModel.Open(_folder.Path, new ModelOptions { MemoryBudget = 0, Notify = notices.Add });
        paged.Placement.ShouldAllBe(place => place == LayerPlacement.Paged);
        notices.ShouldHaveSingleItem().ShouldContain("3 of 3 layers stay in the file");
        Golden.ShouldBeClose(paged.Forward(ids), resident.Forward(ids), "paged", 1e-5);
    }

    [Fact]
    public void Packed_branches_with_a_tree_mask_equal_separate_sequences()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var (first, second) = (model.Forward(Row(1, 2, 3, 4)), model.Forward(Row(1, 2, 5, 6, 7)));
        var packed = Row(1, 2, 3, 4, 5, 6, 7);
        var mask = ones(7, 7, ScalarType.Bool).tril();
        mask[TensorIndex.Slice(4, 7), TensorIndex.Slice(2, 4)] = tensor(false);
        using var context = new AttentionContext { Positions = Row(0, 1, 2, 3, 2, 3, 4), Mask = mask.view(1, 1, 7, 7) };
        var logits = model.Forward(packed, context);
        Golden.ShouldBeClose(logits.narrow(1, 0, 4), first, "first branch", 1e-5);
        Golden.ShouldBeClose(logits.narrow(1, 4, 3), second.narrow(1, 2, 3), "second branch", 1e-5);
    }

    [Fact]
    public void A_row_alone_equals_the_row_in_a_batch_and_the_layers_one_by_one()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var batch = cat([Row(1, 2, 3), Row(9, 8, 7)], 0);
        var whole = model.Forward(batch, policy: new TopK(2));
        Golden.ShouldBeClose(whole.narrow(0, 1, 1), model.Forward(Row(9, 8, 7), policy: new TopK(2)), "alone", 1e-5);
        using var context = new AttentionContext();
        var (x, routing) = (model.Embed(batch), model.Route(new TopK(2)));
        for (var layer = 0; layer < model.Config.Layers; layer++)
        {
            x = model.Layer(layer, x, context, routing[layer]);
        }

        model.Logits(x).equal(whole).all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void All_experts_are_used_where_asked_for_and_out_of_range_numbers_are_refused()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        var seen = new RecordingObserver();
        model.Forward(Row(1, 2), policy: new TopK(8), observer: seen);
        seen.Experts[1]
            .sort(-1)
            .Values.data<long>()
            .ToArray()
            .ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7]);
        Should
            .Throw<MoeUsageException>(() => model.Forward(Row(1), policy: new TopK(9)))
            .Message.ShouldContain("experts: is 9; a token can use 8");
        Should.Throw<MoeUsageException>(() => new TopK(0)).Message.ShouldContain("k: is 0");
        Should
            .Throw<MoeUsageException>(() => model.Forward(Row(96)))
            .Message.ShouldContain("id 96; the vocabulary has 96");
        Should
            .Throw<MoeUsageException>(() => model.Forward(zeros([1, 0], ScalarType.Int64)))
            .Message.ShouldContain("shape [1, 0]");
        var nobody = new ExpertMask(new Dictionary<int, IReadOnlyList<int>> { [1] = [] });
        Should
            .Throw<MoeUsageException>(() => model.Forward(Row(1), mask: nobody))
            .Message.ShouldContain("layer 1 keeps no expert");
    }

    [Fact]
    public void A_full_cache_is_a_usage_error()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder.Path, TinyModel.Config());
        using var model = MoeModel.Open(_folder.Path);
        using var cache = model.CreateCache(1, 2);
        using var context = new AttentionContext { Cache = cache };
        Should
            .Throw<MoeUsageException>(() => model.Forward(Row(1, 2, 3), context))
            .Message.ShouldContain("0 tokens and 3 more do not fit in 2");
    }

    [Fact]
    public void Opening_running_and_closing_leaves_no_tensor_behind()
    {
        TinyModel.Write(_folder.Path, TinyModel.Config());
        var before = LiveTensors.Count;
        using (var model = MoeModel.Open(_folder.Path))
        {
            using var ids = tensor(new long[] { 1, 2, 3 }, [1, 3]);
            var open = LiveTensors.Count;
            model.Forward(ids).Dispose();
            LiveTensors.Count.ShouldBe(open);
        }

        LiveTensors.Count.ShouldBe(before);
    }

    private static Tensor Row(params long[] ids) => tensor(ids).unsqueeze(0);
}
