using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// Weights as DeepSeek-V3 is published: 8-bit floats (e4m3fn, also the other ones) with one f32 factor a block of 128 x
/// 128, the last block of a row or column possibly partial. The factor is <c>NAME_scale_inv</c> and multiplies, despite
/// its name: <c>W[i, j] = fp8[i, j] * scale_inv[i / 128, j / 128]</c> in f32, then rounded to bf16.
/// </summary>
internal static class Fp8Blocks
{
    /// <summary>Rows and columns of a block.</summary>
    public const int BlockSize = 128;

    /// <summary>What follows a weight's name in the name of its factors.</summary>
    public const string ScaleSuffix = "_scale_inv";

    /// <summary>Reads an fp8 weight and applies its factors, 128 rows at a time.</summary>
    /// <param name="checkpoint">The checkpoint; the factors may lie in another file than the weight.</param>
    /// <param name="name">The weight, [M, N].</param>
    /// <param name="dtype">The type to give it after the rounding to bf16; <see langword="null"/> for bf16.</param>
    /// <param name="device">Where to; <see langword="null"/> for the CPU.</param>
    /// <exception cref="MoeDataException">There are no factors, or not one for every block.</exception>
    public static Tensor Load(Checkpoint checkpoint, string name, ScalarType? dtype = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var entry = checkpoint.Entry(name);
        CheckScale(checkpoint, entry);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scale = checkpoint.Load(name + ScaleSuffix, ScalarType.Float32); // [ceil(M / 128), ceil(N / 128)]
        var codes = checkpoint.FileOf(name).Read(name); // [M, N], bytes
        var (rows, columns) = (entry.Shape[0], entry.Shape[1]);
        var result = empty([rows, columns], dtype ?? ScalarType.BFloat16, device ?? CPU);
        using var values = EightBitFloats.Table(entry.DType); // [256]
        for (var block = 0L; block * BlockSize < rows; block++)
        {
            using var step = NewDisposeScope();
            var count = Math.Min(BlockSize, rows - block * BlockSize);
            var numbers = values
                .index_select(0, codes.narrow(0, block * BlockSize, count).reshape(-1).to(ScalarType.Int32))
                .view(count, columns);
            var factors = scale[block].repeat_interleave(BlockSize).narrow(0, 0, columns); // [N]
            result.narrow(0, block * BlockSize, count).copy_((numbers * factors).to(ScalarType.BFloat16));
        }

        return result.MoveToOuterDisposeScope();
    }

    private static void CheckScale(Checkpoint checkpoint, TensorEntry entry)
    {
        var path = checkpoint.FileOf(entry.Name).Path;
        var scaleName = entry.Name + ScaleSuffix;
        if (!checkpoint.Contains(scaleName) || entry.Shape.Count != 2)
        {
            throw new MoeDataException(
                path,
                ErrorText.Name(entry.Name),
                entry.Shape.Count != 2
                    ? $"a weight of type {entry.DType} and shape {entry.ShapeText}; with factors, this kit reads two dimensions"
                    : $"a weight of type {entry.DType} without its factors {ErrorText.Name(scaleName)}"
            );
        }

        var scale = checkpoint.Entry(scaleName);
        if (!scale.DType.IsReal())
        {
            throw new MoeDataException(
                path,
                ErrorText.Name(scaleName),
                $"has type {scale.DType}; factors are floating-point numbers"
            );
        }

        long[] expected = [Blocks(entry.Shape[0]), Blocks(entry.Shape[1])];
        if (!scale.Shape.SequenceEqual(expected))
        {
            throw new MoeDataException(
                path,
                ErrorText.Name(scaleName),
                $"has shape {scale.ShapeText}; weight {entry.ShapeText} in blocks of {BlockSize} needs [{expected[0]}, {expected[1]}]"
            );
        }
    }

    private static long Blocks(long count) => (count / BlockSize) + (count % BlockSize == 0 ? 0 : 1);
}
