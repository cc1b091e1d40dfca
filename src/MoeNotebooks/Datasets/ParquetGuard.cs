using System.Buffers.Binary;

namespace MoeNotebooks.Datasets;

/// <summary>
/// Checks a Parquet file's frame, footer and page headers before the Parquet library reads it: magic numbers, lengths,
/// codecs, encodings, row counts, checksums. The library itself trusts these.
/// </summary>
internal static class ParquetGuard
{
    private const int Tail = 8; // footer length and magic number
    private static readonly string[] Codecs =
    [
        "UNCOMPRESSED",
        "SNAPPY",
        "GZIP",
        "LZO",
        "BROTLI",
        "LZ4",
        "ZSTD",
        "LZ4_RAW",
    ];

    /// <exception cref="InvalidDataException">What is wrong, for a person.</exception>
    public static void Check(ReadOnlyMemory<byte> file)
    {
        var footerStart = FooterStart(file.Span);
        var footer = ReadFooter(file.Span[footerStart..^Tail]);
        Require(!footer.Has(8), "the file is encrypted, which is not supported");
        var rows = footer.Integer(3);
        var groups = footer.Structs(4);
        foreach (var group in groups)
        {
            CheckGroup(file[..footerStart], group);
        }

        var counted = groups.Sum(group => (decimal)group.Integer(3)!.Value);
        Require(rows >= 0 && counted == rows, $"the footer says {rows} rows, its row groups {counted}");
    }

    internal static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }

    private static int FooterStart(ReadOnlySpan<byte> file)
    {
        Require(file.Length >= 4 + Tail, $"has {file.Length} bytes, too few for a Parquet file");
        Require(!file[^4..].SequenceEqual("PARE"u8), "the footer is encrypted, which is not supported");
        Require(file[..4].SequenceEqual("PAR1"u8), "does not begin with PAR1; this is not a Parquet file");
        Require(file[^4..].SequenceEqual("PAR1"u8), "does not end with PAR1; the file is cut off");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(file[^Tail..]);
        Require(
            length <= (uint)(file.Length - 4 - Tail),
            $"the footer should be {length} bytes long, the file has {file.Length - 4 - Tail}"
        );
        return file.Length - Tail - (int)length;
    }

    private static ThriftStruct ReadFooter(ReadOnlySpan<byte> footer)
    {
        try
        {
            return new ThriftReader(footer).ReadStruct();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException("the footer is damaged: " + error.Message, error);
        }
    }

    private static void CheckGroup(ReadOnlyMemory<byte> data, ThriftStruct group)
    {
        var rows = group.Integer(3);
        Require(rows >= 0, "a row group has no row count");
        foreach (var chunk in group.Structs(1))
        {
            Require(!chunk.Has(1), "a column lies in another file, which is not supported");
            var column = chunk.Struct(3);
            Require(column is not null && !chunk.Has(8), "a column has no readable description; is it encrypted?");
            var codec = column!.Integer(4);
            Require(codec is >= 0 and < 8, $"unknown compression {codec}");
            Require(codec is not 3, $"compression {Codecs[(int)codec!]} is not supported");
            ParquetPages.Read(data, column);
        }
    }
}
