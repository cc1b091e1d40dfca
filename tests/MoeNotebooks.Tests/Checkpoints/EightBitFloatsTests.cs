using MoeNotebooks.Checkpoints;

namespace MoeNotebooks.Tests.Checkpoints;

public sealed class EightBitFloatsTests
{
    [Theory]
    [InlineData(TensorDType.F8_E5M2, 0x00, 0f)]
    [InlineData(TensorDType.F8_E5M2, 0x01, 1.52587890625e-05f)] // 2^-16, the smallest
    [InlineData(TensorDType.F8_E5M2, 0x04, 6.103515625e-05f)] // 2^-14, the smallest normal
    [InlineData(TensorDType.F8_E5M2, 0x3c, 1f)]
    [InlineData(TensorDType.F8_E5M2, 0xbe, -1.5f)]
    [InlineData(TensorDType.F8_E5M2, 0x7b, 57344f)]
    [InlineData(TensorDType.F8_E5M2, 0x7c, float.PositiveInfinity)]
    [InlineData(TensorDType.F8_E5M2, 0xfc, float.NegativeInfinity)]
    [InlineData(TensorDType.F8_E5M2, 0x7d, float.NaN)]
    [InlineData(TensorDType.F8_E5M2, 0xff, float.NaN)]
    [InlineData(TensorDType.F8_E4M3FNUZ, 0x40, 1f)]
    [InlineData(TensorDType.F8_E4M3FNUZ, 0x7f, 240f)]
    [InlineData(TensorDType.F8_E4M3FNUZ, 0x80, float.NaN)]
    [InlineData(TensorDType.F8_E5M2FNUZ, 0x40, 1f)]
    [InlineData(TensorDType.F8_E5M2FNUZ, 0x7f, 57344f)]
    [InlineData(TensorDType.F8_E5M2FNUZ, 0x80, float.NaN)]
    [InlineData(TensorDType.F8_E8M0, 0x7f, 1f)]
    [InlineData(TensorDType.F8_E8M0, 0x00, 5.877471754111438e-39f)] // 2^-127
    [InlineData(TensorDType.F8_E8M0, 0xfe, 1.7014118346046923e38f)] // 2^127
    [InlineData(TensorDType.F8_E8M0, 0xff, float.NaN)]
    public void A_byte_stands_for_its_number(TensorDType type, int code, float number) =>
        EightBitFloats.Decode(type, (byte)code).ShouldBe(number);

    [Fact]
    public void E5m2_is_the_upper_half_of_ieee_half()
    {
        for (var code = 0; code < 256; code++)
        {
            EightBitFloats
                .Decode(TensorDType.F8_E5M2, (byte)code)
                .ShouldBe((float)BitConverter.UInt16BitsToHalf((ushort)(code << 8)));
        }
    }
}
