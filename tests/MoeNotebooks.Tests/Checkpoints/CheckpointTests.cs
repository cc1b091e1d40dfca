using MoeNotebooks.Checkpoints;
using TorchSharp;

namespace MoeNotebooks.Tests.Checkpoints;

[References]
public sealed class CheckpointTests
{
    public static TheoryData<string> Golden => ["deepseek-v2", "deepseek-v2-lite", "deepseek-v3", "deepseek-v3-fp8", "mixtral", "moonlight", "olmoe", "qwen2-moe", "qwen3-moe"];

    [Theory]
    [MemberData(nameof(Golden))]
    public void Every_tensor_of_a_checkpoint_that_others_wrote_loads_and_maps_to_the_same_numbers(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var checkpoint = Checkpoint.Open(Shared.Folder("golden/models/" + name));
        checkpoint.Notices.ShouldBeEmpty();
        checkpoint.Names.Count.ShouldBeGreaterThan(90);
        foreach (var tensor in checkpoint.Names)
        {
            using var step = torch.NewDisposeScope();
            var entry = checkpoint.Entry(tensor);
            var mapped = checkpoint.Map(tensor);
            mapped.shape.ShouldBe(entry.Shape);
            mapped.dtype.ShouldBe(entry.DType.Scalar()!.Value);
            if (entry.DType != TensorDType.F8_E4M3)
            {
                var loaded = checkpoint.Load(tensor, torch.ScalarType.Float32);
                loaded.eq(mapped.to(torch.ScalarType.Float32)).all().item<bool>().ShouldBeTrue(tensor);
                checkpoint.Release([tensor]);
                checkpoint.Load(tensor).eq(mapped).all().item<bool>().ShouldBeTrue(tensor);
            }
            else
            {
                var scales = checkpoint.Map(tensor + "_scale_inv").repeat_interleave(128, 0).repeat_interleave(128, 1);
                var expected = mapped.to(torch.ScalarType.Float32) * scales.narrow(0, 0, mapped.shape[0]).narrow(1, 0, mapped.shape[1]);
                expected = expected.to(torch.ScalarType.BFloat16).to(torch.ScalarType.Float32); // as DeepSeek's own cast does
                checkpoint.Load(tensor, torch.ScalarType.Float32).eq(expected).all().item<bool>().ShouldBeTrue(tensor);
            }
        }
    }
}
