using MoeNotebooks.Checkpoints;
using TorchSharp;

namespace MoeNotebooks.Tests.Checkpoints;

[References]
public sealed class CheckpointTests
{
    public static TheoryData<string> Golden =>
        [
            "deepseek-v2",
            "deepseek-v2-lite",
            "deepseek-v3",
            "deepseek-v3-fp8",
            "mixtral",
            "moonlight",
            "olmoe",
            "qwen2-moe",
            "qwen3-moe",
        ];

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
                var values = torch
                    .tensor([.. Enumerable.Range(0, 256).Select(E4M3)])
                    .index_select(0, mapped.view(-1).to(torch.ScalarType.Int64))
                    .view(mapped.shape);
                var expected = values * scales.narrow(0, 0, mapped.shape[0]).narrow(1, 0, mapped.shape[1]);
                // As DeepSeek's own cast does
                expected = expected.to(torch.ScalarType.BFloat16).to(torch.ScalarType.Float32);
                checkpoint.Load(tensor, torch.ScalarType.Float32).eq(expected).all().item<bool>().ShouldBeTrue(tensor);
            }
        }
    }

    /// <summary>A sign, four bits of exponent with bias 7, three of mantissa; no infinities.</summary>
    private static float E4M3(int code)
    {
        var (exponent, mantissa) = ((code >> 3) & 15, code & 7);
        var size =
            exponent == 0 ? mantissa / 8.0 * Math.Pow(2, -6) : (1 + (mantissa / 8.0)) * Math.Pow(2, exponent - 7);
        return (code & 0x7f) == 0x7f ? float.NaN : (float)(code < 128 ? size : -size);
    }
}
