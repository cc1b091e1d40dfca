using MoeNotebooks.Checkpoints;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>safetensors files: opened, and every tensor read and mapped.</summary>
internal sealed class SafetensorsFormat : FuzzFormat
{
    public override IReadOnlyList<byte[]> Examples => SafetensorsSpoiler.Examples;

    public override byte[] Spoil(byte[] input, IReadOnlyList<byte[]> others, Random random) =>
        SafetensorsSpoiler.Spoil(input, others, random);

    public override void Use(byte[] input)
    {
        using var file = SafetensorsFile.Open(Write("model.safetensors", input));
        foreach (var (name, entry) in file.Tensors)
        {
            if (entry.DType.Scalar() is null)
            {
                continue;
            }

            using var read = file.Read(name);
            using var mapped = file.Map(name);
            Require(
                read.shape.SequenceEqual(entry.Shape) && mapped.shape.SequenceEqual(entry.Shape),
                $"{name} has another shape"
            );
            Require(
                read.NumberOfElements * read.ElementSize == entry.ByteLength,
                $"{name} has another number of bytes"
            );
        }
    }
}
