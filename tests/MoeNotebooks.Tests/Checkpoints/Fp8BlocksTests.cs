using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Checkpoints;

public sealed class Fp8BlocksTests
{
    [Theory]
    [InlineData(0x00, 0f)]
    [InlineData(0x01, 0.001953125f)] // 2^-9, the smallest
    [InlineData(0x08, 0.015625f)] // 2^-6, the smallest normal
    [InlineData(0x38, 1f)]
    [InlineData(0xb8, -1f)]
    [InlineData(0x7e, 448f)]
    [InlineData(0x7f, float.NaN)]
    [InlineData(0xff, float.NaN)]
    public void A_byte_stands_for_the_number_of_e4m3fn(int code, float number) =>
        EightBitFloats.Decode(TensorDType.F8_E4M3, (byte)code).ShouldBe(number);

    [Fact]
    public void Each_block_has_its_factor_also_the_partial_ones()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        const int rows = 200,
            columns = 130;
        var codes = randint(0, 127, [rows, columns], dtype: ScalarType.Byte);
        var scale = tensor(new[] { 0.5f, 3f, 0.1f, 7f }, [2, 2]);
        SafetensorsWriter.Write(
            folder["model.safetensors"],
            [new("w", codes, TensorDType.F8_E4M3), new("w_scale_inv", scale)]
        );
        using var checkpoint = Checkpoint.Open(folder.Path);

        var loaded = checkpoint.Load("w", ScalarType.Float32);

        var bytes = codes.data<byte>().ToArray();
        var factors = scale.data<float>().ToArray();
        var expected = bytes
            .Select(
                (code, i) =>
                    EightBitFloats.Decode(TensorDType.F8_E4M3, code)
                    * factors[((i / columns / 128) * 2) + (i % columns / 128)]
            )
            .ToArray();
        loaded
            .eq(tensor(expected, [rows, columns]).to(ScalarType.BFloat16).to(ScalarType.Float32))
            .all()
            .item<bool>()
            .ShouldBeTrue();
        checkpoint.Load("w").dtype.ShouldBe(ScalarType.BFloat16);
    }

    [Fact]
    public void Without_fitting_factors_a_weight_is_refused()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = folder["model.safetensors"];
        var codes = zeros(129, 5, ScalarType.Byte);
        SafetensorsWriter.Write(path, [new("w", codes, TensorDType.F8_E4M3)]);
        using (var checkpoint = Checkpoint.Open(folder.Path))
        {
            Should
                .Throw<MoeDataException>(() => checkpoint.Load("w"))
                .Message.ShouldBe($"{path}: w: a weight of type F8_E4M3 without its factors w_scale_inv");
        }

        SafetensorsWriter.Write(path, [new("w", codes, TensorDType.F8_E4M3), new("w_scale_inv", ones(1, 1))]);
        using (var checkpoint = Checkpoint.Open(folder.Path))
        {
            Should
                .Throw<MoeDataException>(() => checkpoint.Load("w"))
                .Message.ShouldBe(
                    $"{path}: w_scale_inv: has shape [1, 1]; weight [129, 5] in blocks of 128 needs [2, 1]"
                );
        }
    }
}
