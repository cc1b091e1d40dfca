using System.IO.Compression;
using MoeNotebooks.Datasets;
using Parquet.Meta;

namespace MoeNotebooks.Tests.Datasets;

public sealed class ParquetPagesTests
{
    private static readonly byte[] Levels = [2, 1, 4, 3]; // 2 bytes of repetition levels, 2 of definition levels
    private static readonly byte[] Values = [.. Enumerable.Range(0, 200).Select(i => (byte)(i % 7))];

    [Fact]
    public void E81_a_page_that_needs_a_dictionary_needs_one()
    {
        Fails(ParquetPage.Data, count: 3, encoding: 8).ShouldBe("a page refers to a dictionary that is missing");
        Fails(ParquetPage.Data, count: 3, encoding: 77).ShouldBe("unknown encoding 77");
        Fails(ParquetPage.Dictionary, count: 10_000, encoding: 0).ShouldBe("a dictionary of 10000 entries in 4 bytes");
    }

    [Fact]
    public void E79_values_in_pages_are_those_the_column_promises() =>
        Fails(ParquetPage.Data, count: 4, encoding: 0).ShouldBe("a column should hold 3 values, its pages hold 4");

    /// <summary>Memory is taken by what the header says.</summary>
    [Fact]
    public void E78_a_page_of_a_few_bytes_does_not_stand_for_hundreds_of_megabytes()
    {
        byte[] page =
        [
            0x15,
            0,
            0x15,
            0x80,
            0x80,
            0x80,
            0x80,
            2,
            0x15,
            8,
            0x2c,
            0x15,
            6,
            0x15,
            0,
            0x15,
            6,
            0x15,
            6,
            0,
            0,
            .. Levels,
        ]; // 2^28 bytes unpacked, 4 packed
        Should
            .Throw<InvalidDataException>(() => Read(page))
            .Message.ShouldBe("a page of 4 bytes would unpack to 268435456 bytes, the limit is 4198432");
        Fails(ParquetPage.Data, count: 1 << 28, encoding: 0).ShouldBe("a page of 4 bytes with 268435456 values");
    }

    [Fact]
    public void E77_a_wrong_checksum_is_seen()
    {
        // type 0, 4 bytes, 4 bytes, checksum 1, data header: 3 values, plain
        byte[] page = [0x15, 0, 0x15, 8, 0x15, 8, 0x15, 2, 0x1c, 0x15, 6, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, .. Levels];
        Should.Throw<InvalidDataException>(() => Read(page)).Message.ShouldBe("a page's checksum is wrong");
        Crc32.Of("123456789"u8).ShouldBe(0xCBF43926u);
    }

    [Theory]
    [InlineData(CompressionCodec.UNCOMPRESSED)]
    [InlineData(CompressionCodec.SNAPPY)]
    [InlineData(CompressionCodec.GZIP)]
    [InlineData(CompressionCodec.ZSTD)]
    public void Pages_of_version_2_become_pages_of_version_1(CompressionCodec codec)
    {
        var packed = Pack(codec);
        var stream = new MemoryStream();
        stream.Write("PAR1"u8);
        WriteVersion2(stream, packed);
        var chunk = new ColumnChunk
        {
            MetaData = new()
            {
                NumValues = 3,
                DataPageOffset = 4,
                TotalCompressedSize = stream.Length - 4,
                Codec = codec,
            },
        };
        ParquetPageDowngrade.Apply(stream, chunk);

        chunk.MetaData.Codec.ShouldBe(CompressionCodec.UNCOMPRESSED);
        var page = Read(stream.ToArray()[(int)chunk.MetaData.DataPageOffset..]).Single();
        page.Type.ShouldBe(ParquetPage.Data);
        page.Body.ToArray().ShouldBe([2, 0, 0, 0, 2, 1, 2, 0, 0, 0, 4, 3, .. Values]);
    }

    /// <summary>The library would write whole numbers where texts' references belong.</summary>
    [Theory]
    [InlineData(Parquet.Meta.Type.BYTE_ARRAY, 3)]
    [InlineData(Parquet.Meta.Type.BYTE_ARRAY, 5)]
    [InlineData(Parquet.Meta.Type.BYTE_ARRAY, 9)]
    [InlineData(Parquet.Meta.Type.INT32, 3)]
    [InlineData(Parquet.Meta.Type.INT64, 6)]
    [InlineData(Parquet.Meta.Type.FLOAT, 5)]
    [InlineData(Parquet.Meta.Type.INT96, 7)]
    public void E80_an_encoding_that_values_of_a_type_cannot_have_is_refused(Parquet.Meta.Type type, long encoding)
    {
        var stream = new MemoryStream();
        ThriftPageHeader.Write(stream, ParquetPage.Data, Levels, 3, encoding);
        Should
            .Throw<InvalidDataException>(() => Read(stream.ToArray(), type))
            .Message.ShouldBe($"values of type {(int)type} in encoding {encoding}");
    }

    private static string Fails(long type, long count, long encoding)
    {
        var stream = new MemoryStream();
        ThriftPageHeader.Write(stream, type, Levels, count, encoding);
        return Should.Throw<InvalidDataException>(() => Read(stream.ToArray())).Message;
    }

    private static IReadOnlyList<ParquetPage> Read(byte[] chunk, Parquet.Meta.Type type = Parquet.Meta.Type.BYTE_ARRAY)
    {
        var column = new ThriftStruct();
        column.Set(1, (long)type);
        column.Set(5, 3L);
        column.Set(7, (long)chunk.Length);
        column.Set(9, 4L);
        return ParquetPages.Read((byte[])[.. "PAR1"u8, .. chunk], column);
    }

    private static byte[] Pack(CompressionCodec codec)
    {
        using var target = new MemoryStream();
        switch (codec)
        {
            case CompressionCodec.SNAPPY:
                return Snappier.Snappy.CompressToArray(Values);
            case CompressionCodec.ZSTD:
                using (var zstd = new ZstdSharp.CompressionStream(target, leaveOpen: true))
                {
                    zstd.Write(Values);
                }

                return target.ToArray();
            case CompressionCodec.GZIP:
                using (var gzip = new GZipStream(target, CompressionMode.Compress, leaveOpen: true))
                {
                    gzip.Write(Values);
                }

                return target.ToArray();
            default:
                return Values;
        }
    }

    private static void WriteVersion2(MemoryStream stream, byte[] packed)
    {
        // Type 3, unpacked, packed
        stream.Write([0x15, 6, 0x15, .. ZigZag(4 + Values.Length), 0x15, .. ZigZag(4 + packed.Length)]);
        // 3 values, 0 nulls, 3 rows, plain, levels
        stream.Write([0x5c, 0x15, 6, 0x15, 0, 0x15, 6, 0x15, 0, 0x15, 4, 0x15, 4, 0x11, 0, 0]);
        stream.Write(Levels);
        stream.Write(packed);
    }

    private static byte[] ZigZag(int value) =>
        value < 64 ? [(byte)(value << 1)] : [(byte)((value << 1) | 128), (byte)(value >> 6)];
}
