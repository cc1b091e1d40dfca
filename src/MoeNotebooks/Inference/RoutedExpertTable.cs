using System.Buffers.Binary;
using System.Text;

namespace MoeNotebooks.Inference;

/// <summary>
/// The experts that a request's tokens used: T tokens that were run (the last new one is not), L MoE layers, k slots.
/// </summary>
/// <param name="Layers">L.</param>
/// <param name="Slots">k, the most experts that a token can use in any layer.</param>
/// <param name="Experts">[T, L, k], best first; -1 in slots that were skipped or that a layer does not have.</param>
public sealed record RoutedExpertTable(int Layers, int Slots, IReadOnlyList<short> Experts)
{
    /// <summary>T.</summary>
    public int Tokens => Experts.Count / Layers / Slots;

    /// <summary>
    /// The table as NumPy's <c>.npy</c>, which vLLM sends: [T, L, k] of uint8, or uint16 where an expert's number needs
    /// it. Where slots are empty, which vLLM has no sign for, of int16.
    /// </summary>
    public byte[] ToNpy()
    {
        var type =
            Experts.Any(e => e < 0) ? "<i2"
            : Experts.Any(e => e > byte.MaxValue) ? "<u2"
            : "|u1";
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({Tokens}, {Layers}, {Slots}), }}";
        const int Before = 10; // magic, version, length of the header
        header = header.PadRight(((Before + header.Length + 1 + 63) / 64 * 64) - Before - 1) + '\n';
        var width = type == "|u1" ? 1 : 2;
        var bytes = new byte[Before + header.Length + (Experts.Count * width)];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(Before));
        var at = Before + header.Length;
        foreach (var expert in Experts)
        {
            if (width == 1)
            {
                bytes[at] = (byte)expert;
            }
            else
            {
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at), expert);
            }

            at += width;
        }

        return bytes;
    }
}
