using System.Buffers.Binary;
using System.Text;
using MoeNotebooks.Checkpoints;

namespace MoeNotebooks.Tests.Checkpoints;

public sealed class CheckpointFuzzTests
{
    [Fact]
    public void Sixty_thousand_spoilt_headers_are_accepted_or_refused_and_nothing_else()
    {
        byte[][] seeds =
        [
            SafetensorsSamples.File("""{"__metadata__":{"format":"pt","note":"é"},"a":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[],"data_offsets":[12,16]}}""", 16),
            SafetensorsSamples.File("""{"x":{"data_offsets":[4,4],"shape":[0,7],"dtype":"F8_E4M3"},"y":{"shape":[4],"dtype":"U8","data_offsets":[0,4],"extra":[[1],{"k":null}]}}  """, 4),
            SafetensorsSamples.File("{}", 0),
        ];

        var (accepted, refused) = MutationFuzz.Run(seeds, 60_000, RepairLength, file => SafetensorsHeader.Parse("fuzz", file));

        accepted.ShouldBeGreaterThan(1000);
        refused.ShouldBeGreaterThan(40_000);
    }

    [Fact]
    public void Forty_thousand_spoilt_indexes_are_accepted_or_refused_and_nothing_else()
    {
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes("""{"metadata":{"total_size":16,"x":1.5},"weight_map":{"a.weight":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"""),
            Encoding.UTF8.GetBytes("""{"weight_map":{"model.layers.0.mlp.experts.0.down_proj.weight":"sub/model.safetensors","é\n":"model.safetensors"},"more":[{"x":[]}]}"""),
        ];

        var (accepted, refused) = MutationFuzz.Run(seeds, 40_000, (bytes, _) => bytes, json => CheckpointIndex.Parse("fuzz", json));

        accepted.ShouldBeGreaterThan(1000);
        refused.ShouldBeGreaterThan(20_000);
    }

    /// <summary>Two times of three the length is made right again, so that more than the length is tried.</summary>
    private static byte[] RepairLength(byte[] file, Random random)
    {
        if (file.Length < 8 || random.Next(3) == 0)
        {
            return file;
        }

        var end = Array.LastIndexOf(file, (byte)'}') + 1;
        BinaryPrimitives.WriteInt64LittleEndian(file, Math.Max(0, end - 8));
        return file;
    }
}
