using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Files;

namespace MoeNotebooks.Native;

/// <summary>
/// TorchSharp 0.107.0's libLibTorchSharp.so asks for libstdc++ version GLIBCXX_3.4.32 (GCC 13); Debian 12 and
/// Ubuntu 22.04 have 3.4.30. The only symbol of that version, _ZSt21ios_base_library_initv, is listed but never
/// called (no relocation refers to it; libstdc++ before GCC 13 initialises its streams without it). Marking that
/// one version need as weak lets the loader accept the older libstdc++. The package's file is never changed:
/// a copy is, and only where the system's libstdc++ lacks the symbol.
/// </summary>
internal static class GlibcxxRelaxer
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const ushort Weak = 2; // VER_FLG_WEAK

    /// <summary>The file to load: the given one, or a relaxed copy of it where this system needs one.</summary>
    public static string PathToLoad(string library)
    {
        if (!OperatingSystem.IsLinux() || SystemHasSymbol())
        {
            return library;
        }

        var bytes = File.ReadAllBytes(library);
        if (!Relax(bytes))
        {
            return library;
        }

        // Named by content, moved into place whole: right for several processes at once, and written once.
        var folder = Path.Combine(Path.GetDirectoryName(typeof(GlibcxxRelaxer).Assembly.Location)!, "relaxed");
        var copy = Path.Combine(
            folder,
            Convert.ToHexStringLower(SHA256.HashData(bytes))[..16],
            Path.GetFileName(library)
        );
        if (!File.Exists(copy))
        {
            AtomicFile.Write(copy, stream => stream.Write(bytes));
        }

        return copy;
    }

    private static bool SystemHasSymbol() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var handle) && NativeLibrary.TryGetExport(handle, Symbol, out _);

    /// <summary>
    /// Marks the version need as weak, in memory. False where the file has no such need, or has it weak already.
    /// </summary>
    public static bool Relax(Span<byte> elf)
    {
        // 64-bit little-endian ELF only
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            return false;
        }

        var sections = checked((int)BinaryPrimitives.ReadInt64LittleEndian(elf[0x28..]));
        var sectionSize = U16(elf, 0x3A);
        var sectionCount = U16(elf, 0x3C);
        for (var i = 0; i < sectionCount; i++)
        {
            var section = sections + i * sectionSize;
            const int gnuVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
            if (I32(elf, section + 4) == gnuVersionNeeds)
            {
                var strings = sections + I32(elf, section + 40) * sectionSize; // sh_link: its string table
                return RelaxNeeds(elf, Offset(elf, section), Offset(elf, strings));
            }
        }

        return false;
    }

    private static bool RelaxNeeds(Span<byte> elf, int need, int strings)
    {
        while (true)
        {
            var entry = need + I32(elf, need + 8); // vn_aux
            for (var left = U16(elf, need + 2); left > 0; left--) // vn_cnt
            {
                if (NameIs(elf, strings + I32(elf, entry + 8), Version)) // vna_name
                {
                    var flags = U16(elf, entry + 4); // vna_flags
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(entry + 4)..], (ushort)(flags | Weak));
                    return (flags & Weak) == 0;
                }

                entry += I32(elf, entry + 12); // vna_next
            }

            var next = I32(elf, need + 12); // vn_next
            if (next == 0)
            {
                return false;
            }

            need += next;
        }
    }

    private static bool NameIs(ReadOnlySpan<byte> elf, int at, string name) =>
        elf[at..].StartsWith(Encoding.ASCII.GetBytes(name + "\0"));

    private static int Offset(ReadOnlySpan<byte> elf, int section) =>
        checked((int)BinaryPrimitives.ReadInt64LittleEndian(elf[(section + 24)..])); // sh_offset

    private static int I32(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadInt32LittleEndian(elf[at..]);

    private static ushort U16(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]);
}
