using System.IO.Compression;
using Parquet.Meta;
using static MoeNotebooks.Datasets.ParquetGuard;

namespace MoeNotebooks.Datasets;

/// <summary>
/// Rewrites a list column's data pages of version 2 as pages of version 1, unpacked, behind the file's bytes in memory:
/// the Parquet library (6.1.0) reads lists from version 1 only.
/// </summary>
internal static class ParquetPageDowngrade
{
    /// <summary>
    /// Rewrites the column where it has pages of version 2 and points <paramref name="chunk"/> at them.
    /// </summary>
    /// <param name="stream">The whole file, in memory.</param>
    /// <param name="chunk">The column's description, as the library will use it.</param>
    public static void Apply(MemoryStream stream, ColumnChunk chunk)
    {
        var meta = chunk.MetaData!;
        var pages = ParquetPages.Read(stream.GetBuffer().AsMemory(0, (int)stream.Length), Describe(meta));
        if (!pages.Any(page => page.Type == ParquetPage.DataV2))
        {
            return;
        }

        stream.Position = stream.Length;
        var dictionary = pages[0].Type == ParquetPage.Dictionary ? stream.Position : 0;
        foreach (var page in pages)
        {
            meta.DataPageOffset =
                page == pages[0] || (dictionary > 0 && page == pages[1]) ? stream.Position : meta.DataPageOffset;
            Write(stream, page, meta.Codec);
        }

        meta.DictionaryPageOffset = dictionary > 0 ? dictionary : null;
        meta.TotalCompressedSize = stream.Length - (dictionary > 0 ? dictionary : meta.DataPageOffset);
        meta.Codec = CompressionCodec.UNCOMPRESSED;
    }

    private static ThriftStruct Describe(ColumnMetaData meta)
    {
        var column = new ThriftStruct();
        column.Set(1, (long)meta.Type);
        column.Set(5, meta.NumValues);
        column.Set(7, meta.TotalCompressedSize);
        column.Set(9, meta.DataPageOffset);
        column.Set(11, meta.DictionaryPageOffset ?? 0);
        return column;
    }

    private static void Write(MemoryStream stream, ParquetPage page, CompressionCodec codec)
    {
        var unpacked = (int)page.UnpackedSize!;
        if (page.Type != ParquetPage.DataV2)
        {
            var inner = page.Header.Struct(page.Type == ParquetPage.Dictionary ? 7 : 5)!;
            ThriftPageHeader.Write(
                stream,
                page.Type!.Value,
                Unpack(page.Body.Span, unpacked, codec),
                inner.Integer(1)!.Value,
                inner.Integer(2)!.Value
            );
            return;
        }

        var header = page.Header.Struct(8)!;
        var repetition = header.Integer(6) ?? -1; // bytes
        var definition = header.Integer(5) ?? -1; // bytes
        Require(
            repetition >= 0 && definition >= 0 && repetition + definition <= Math.Min(page.Body.Length, unpacked),
            $"a page of {page.Body.Length} bytes with {repetition} and {definition} bytes of levels"
        );
        var levels = (int)(repetition + definition);
        var isPacked = header.Integer(7) is null or 1;
        var values = Unpack(
            page.Body.Span[levels..],
            unpacked - levels,
            isPacked ? codec : CompressionCodec.UNCOMPRESSED
        );
        byte[] body =
        [
            .. BitConverter.GetBytes((int)repetition),
            .. page.Body.Span[..(int)repetition],
            .. BitConverter.GetBytes((int)definition),
            .. page.Body.Span[(int)repetition..levels],
            .. values,
        ];
        ThriftPageHeader.Write(stream, ParquetPage.Data, body, header.Integer(1)!.Value, header.Integer(4)!.Value);
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed, int size, CompressionCodec codec)
    {
        if (codec == CompressionCodec.UNCOMPRESSED)
        {
            return packed.ToArray();
        }

        using Stream source = codec switch
        {
            CompressionCodec.SNAPPY => new MemoryStream(Snappier.Snappy.DecompressToArray(packed)),
            CompressionCodec.GZIP => new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress),
            CompressionCodec.BROTLI => new BrotliStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress),
            CompressionCodec.ZSTD => new ZstdSharp.DecompressionStream(new MemoryStream(packed.ToArray())),
            _ => throw new InvalidDataException(
                $"lists in pages of version 2 with compression {codec} are not supported"
            ),
        };
        var unpacked = new byte[size];
        source.ReadExactly(unpacked);
        return unpacked;
    }
}
