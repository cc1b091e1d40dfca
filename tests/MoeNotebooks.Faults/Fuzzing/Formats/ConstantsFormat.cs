using MoeNotebooks.Models;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>Constants of experts: read, and what was read written and read again.</summary>
internal sealed class ConstantsFormat : FuzzFormat
{
    public override IReadOnlyList<byte[]> Examples => [Example(1, 2), Example(4, 3)];

    public override byte[] Spoil(byte[] input, IReadOnlyList<byte[]> others, Random random) =>
        SafetensorsSpoiler.Spoil(input, others, random);

    public override void Use(byte[] input)
    {
        var read = ExpertConstants.Read(Write("constants.safetensors", input));
        read.Write(Path.Combine(Folder, "again.safetensors"));
        Require(
            ExpertConstants.Read(Path.Combine(Folder, "again.safetensors")).Digest == read.Digest,
            "is another when it is written again"
        );
    }

    private byte[] Example(int layers, int experts)
    {
        var path = Path.Combine(Folder, "example.safetensors");
        new ExpertConstants(
            Enumerable
                .Range(0, layers)
                .ToDictionary(
                    layer => layer,
                    layer =>
                        (IReadOnlyDictionary<int, float[]>)
                            Enumerable.Range(0, experts).ToDictionary(e => 2 * e, e => new[] { layer, 0.5f, e })
                )
        ).Write(path);
        return File.ReadAllBytes(path);
    }
}
