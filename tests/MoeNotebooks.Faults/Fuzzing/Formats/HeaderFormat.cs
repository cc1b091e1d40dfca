using MoeNotebooks.Checkpoints;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>The headers of safetensors files alone: no more memory than twice the file is taken.</summary>
internal sealed class HeaderFormat : FuzzFormat
{
    public override IReadOnlyList<byte[]> Examples => SafetensorsSpoiler.Examples;

    /// <summary>An error with its stack, and buffers that a pool hands out for the first time.</summary>
    public override long Constant => 256 << 10;

    public override long PerByte => 2;

    public override byte[] Spoil(byte[] input, IReadOnlyList<byte[]> others, Random random) =>
        SafetensorsSpoiler.Spoil(input, others, random);

    public override void Use(byte[] input) => SafetensorsHeader.Parse("fuzz", input);
}
