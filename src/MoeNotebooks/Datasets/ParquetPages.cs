using static MoeNotebooks.Datasets.ParquetGuard;

namespace MoeNotebooks.Datasets;

/// <summary>Reads and checks the pages of one column chunk.</summary>
internal static class ParquetPages
{
    private const long LargestPage = 256L << 20; // bytes, unpacked
    private const long SmallPage = 4L << 20; // bytes, or values: below, however well they are packed
    private const long BestPacking = 1032; // times: deflate's limit, which no page of more than that small size comes near

    // Encoding numbers of parquet.thrift.
    private static readonly long[] Encodings = [0, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <summary>The pages, each with a header that can be believed.</summary>
    /// <param name="data">The file without its footer.</param>
    /// <param name="column">parquet.thrift's ColumnMetaData.</param>
    public static IReadOnlyList<ParquetPage> Read(ReadOnlyMemory<byte> data, ThriftStruct column)
    {
        var rest = Chunk(data, column);
        var pages = new List<ParquetPage>();
        while (rest.Length > 0)
        {
            var reader = new ThriftReader(rest.Span);
            var header = reader.ReadStruct();
            rest = rest[reader.Position..];
            var size = header.Integer(3);
            Require(
                size >= 0 && size <= rest.Length,
                $"a page should be {size} bytes long, its column has {rest.Length} left"
            );
            pages.Add(new(header, rest[..(int)size!]));
            rest = rest[(int)size..];
        }

        var hasDictionary = false;
        var values = pages.Sum(page => (decimal)CheckPage(page, column.Integer(1), ref hasDictionary));
        Require(
            values == column.Integer(5),
            $"a column should hold {column.Integer(5)} values, its pages hold {values}"
        );
        return pages;
    }

    private static ReadOnlyMemory<byte> Chunk(ReadOnlyMemory<byte> data, ThriftStruct column)
    {
        var first = column.Integer(9) ?? -1;
        var dictionary = column.Integer(11) ?? 0;
        var start = dictionary > 0 && dictionary < first ? dictionary : first;
        var length = column.Integer(7) ?? -1;
        Require(
            start >= 4 && start <= data.Length && length >= 0 && length <= data.Length - start,
            $"a column of {length} bytes at {start} reaches beyond the file's data, {data.Length} bytes"
        );
        return data.Slice((int)start, (int)length);
    }

    private static long CheckPage(ParquetPage page, long? type, ref bool hasDictionary)
    {
        var header = page.Header;
        var largest = Math.Min(LargestPage, SmallPage + (BestPacking * page.Body.Length));
        Require(
            page.UnpackedSize >= 0 && page.UnpackedSize <= largest,
            $"a page of {page.Body.Length} bytes would unpack to {page.UnpackedSize} bytes, the limit is {largest}"
        );
        Require(
            !header.Has(4) || (uint)header.Integer(4)!.Value == Crc32.Of(page.Body.Span),
            "a page's checksum is wrong"
        );
        if (page.Type == ParquetPage.Dictionary)
        {
            Require(!hasDictionary, "a column has two dictionaries");
            hasDictionary = true;
            var entries = header.Struct(7)?.Integer(1);
            Require(header.Struct(7)?.Integer(2) is 0 or 2, $"a dictionary in encoding {header.Struct(7)?.Integer(2)}");
            Require(
                entries >= 0 && entries <= page.UnpackedSize,
                $"a dictionary of {entries} entries in {page.UnpackedSize} bytes"
            );
            return 0;
        }

        Require(page.Type is ParquetPage.Data or ParquetPage.DataV2, $"a page of unknown type {page.Type}");
        var data = header.Struct(page.Type == ParquetPage.Data ? 5 : 8);
        var encoding = data?.Integer(page.Type == ParquetPage.Data ? 2 : 4) ?? -1;
        Require(Encodings.Contains(encoding), $"unknown encoding {encoding}");
        Require(ParquetEncodings.Fits(type, encoding), $"values of type {type} in encoding {encoding}");
        Require(encoding is not (2 or 8) || hasDictionary, "a page refers to a dictionary that is missing");
        var count = data!.Integer(1) ?? -1;
        Require(
            count >= 0 && count <= Math.Min(int.MaxValue, SmallPage + (8 * page.UnpackedSize!.Value)),
            $"a page of {page.UnpackedSize} bytes with {count} values"
        );
        return count;
    }
}
