using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using MoeNotebooks.Pruning;
using MoeNotebooks.Routing;
using MoeNotebooks.Tests.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Pruning;

[References]
public sealed class CheckpointPrunerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Models => Golden.PrunedNames();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void Logits_of_the_smaller_checkpoint_equal_the_references(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        CheckpointPruner.Write(golden.Folder, golden.Kept, _folder["small"]);
        using var model = MoeModel.Open(_folder["small"]);
        model.Config.Moe.Router.Experts.ShouldBe(golden.Kept.Kept.Values.First().Count);
        for (var n = 0; n < golden.Sequences.Count; n++)
        {
            Golden.ShouldBeClose(
                model.Forward(golden.Ids(n))[0],
                golden.Read($"f32.pruned.logits.{n}"),
                $"{name} sequence {n}"
            );
        }
    }

    /// <summary>
    /// The two best of a group are then one: a sum with what is not there would put every group last.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_group_that_keeps_one_expert_is_worth_that_one(int place)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("deepseek-v3");
        using var full = MoeModel.Open(golden.Folder);
        var rule = full.Config.Moe.Router;
        var size = rule.Experts / rule.Groups;
        var mask = new ExpertMask(
            full.MoeLayers.ToDictionary(
                layer => layer,
                layer =>
                    (IReadOnlyList<int>)
                        [
                            .. Enumerable
                                .Range(0, rule.Groups)
                                .Select(group => (group * size) + ((place + layer + group) % size)),
                        ]
            )
        );
        CheckpointPruner.Write(golden.Folder, mask, _folder["small"]);
        using var small = MoeModel.Open(_folder["small"]);
        var policy = new TopK(small.Config.Moe.Router.TrainedTopK);
        Golden.ShouldBeClose(
            small.Forward(golden.Ids(2)),
            full.Forward(golden.Ids(2), policy: policy, mask: mask),
            "one per group",
            1e-5
        );
    }

    [Theory]
    [InlineData("deepseek-v3-fp8")]
    [InlineData("deepseek-v2")]
    public void Pruning_equally_in_each_group_equals_masking(string name)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden(name);
        using var full = MoeModel.Open(golden.Folder);
        var mask = new ByIndex(IndexRule.Odd).Choose(full.Config, full.Config.Moe.Router.Experts / 2);
        CheckpointPruner.Write(golden.Folder, mask, _folder["small"]);
        using var small = MoeModel.Open(_folder["small"]);
        var policy = new TopK(small.Config.Moe.Router.TrainedTopK);
        Golden.ShouldBeClose(
            small.Forward(golden.Ids(2)),
            full.Forward(golden.Ids(2), policy: policy, mask: mask),
            name,
            1e-5
        );
    }

    [Fact]
    public void Fused_experts_are_pruned_too()
    {
        using var scope = NewDisposeScope();
        TinyModel.Write(_folder["full"], TinyModel.Config("mixtral"), FusedNames.Fuse);
        using var full = MoeModel.Open(_folder["full"]);
        var mask = new ByIndex(IndexRule.Last).Choose(full.Config, 2);
        CheckpointPruner.Write(_folder["full"], mask, _folder["small"]);
        using var small = MoeModel.Open(_folder["small"]);
        var ids = tensor(new long[] { 1, 2, 3 }).unsqueeze(0);
        Golden.ShouldBeClose(small.Forward(ids), full.Forward(ids, mask: mask), "fused", 1e-5);
    }

    [Fact]
    public void A_mask_that_a_config_cannot_express_or_a_taken_folder_is_refused()
    {
        TinyModel.Write(_folder["full"], TinyModel.Config());
        var uneven = ExpertMask.Parse("keep.json", """{"1": [0, 1], "2": [0]}""");
        Should
            .Throw<MoeUsageException>(() => CheckpointPruner.Write(_folder["full"], uneven, _folder["small"]))
            .Message.ShouldContain("keeps 2 experts in layer 1 and 1 in layer 2; a checkpoint has one number");
        var even = ExpertMask.Parse("keep.json", """{"1": [0, 1], "2": [0, 1]}""");
        Should
            .Throw<MoeUsageException>(() => CheckpointPruner.Write(_folder["full"], even, _folder["full"]))
            .Message.ShouldContain("holds a model already");
    }

    [Fact]
    public void Groups_of_different_numbers_are_refused_with_the_numbers()
    {
        using var golden = new Golden("deepseek-v2");
        using var model = MoeModel.Open(golden.Folder);
        var rule = model.Config.Moe.Router;
        Assert.SkipUnless(rule.Groups > 1, "this model has no groups");
        var first = new ByIndex(IndexRule.First).Choose(model.Config, rule.Experts / rule.Groups);
        Should
            .Throw<MoeUsageException>(() => CheckpointPruner.Write(golden.Folder, first, _folder["small"]))
            .Message.ShouldContain(
                $"keeps {rule.Experts / rule.Groups}, {string.Join(", ", Enumerable.Repeat(0, rule.Groups - 1))} experts of the {rule.Groups} groups of layer"
            );
    }
}
