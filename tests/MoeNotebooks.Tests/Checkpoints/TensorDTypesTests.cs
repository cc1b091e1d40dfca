using MoeNotebooks.Checkpoints;
using TorchSharp;

namespace MoeNotebooks.Tests.Checkpoints;

public sealed class TensorDTypesTests
{
    [Fact]
    public void Sizes_are_the_formats() =>
        string.Join(" ", Enum.GetValues<TensorDType>().Select(type => $"{type}:{type.Bits()}"))
            .ShouldBe(
                "BOOL:8 F4:4 F6_E2M3:6 F6_E3M2:6 U8:8 I8:8 F8_E5M2:8 F8_E4M3:8 F8_E8M0:8 F8_E4M3FNUZ:8 F8_E5M2FNUZ:8 I16:16 U16:16 F16:16 BF16:16 I32:32 U32:32 F32:32 C64:64 F64:64 I64:64 U64:64"
            );

    [Fact]
    public void TorchSharps_types_and_the_formats_are_twins()
    {
        foreach (
            var type in Enum.GetValues<TensorDType>()
                .Where(type => type.Scalar() is not (null or torch.ScalarType.Byte))
        )
        {
            using var one = torch.zeros(1, type.Scalar()!.Value);
            (one.ElementSize * 8).ShouldBe(type.Bits());
            TensorDTypes.From(type.Scalar()!.Value).ShouldBe(type);
        }

        TensorDTypes.From(torch.ScalarType.Byte).ShouldBe(TensorDType.U8);
        TensorDTypes.From(torch.ScalarType.ComplexFloat64).ShouldBeNull();
    }
}
