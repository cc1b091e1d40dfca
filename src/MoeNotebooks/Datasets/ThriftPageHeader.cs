namespace MoeNotebooks.Datasets;

/// <summary>Writes a Parquet page of version 1 in Thrift's compact protocol.</summary>
internal static class ThriftPageHeader
{
    private const byte NextInt = 0x15; // the field after the last one, a 32-bit number
    private const byte Rle = 3;

    /// <summary>Writes header and body.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="type"><see cref="ParquetPage.Data"/> or <see cref="ParquetPage.Dictionary"/>.</param>
    /// <param name="body">The body, unpacked.</param>
    /// <param name="count">Values, nulls among them; a dictionary's entries.</param>
    /// <param name="encoding">parquet.thrift's Encoding of the values.</param>
    public static void Write(Stream stream, long type, byte[] body, long count, long encoding)
    {
        Integers(stream, type, body.Length, body.Length);
        // From field 3 to the structure in 7 or 5
        stream.WriteByte((byte)(((type == ParquetPage.Dictionary ? 4 : 2) << 4) | 12));
        Integers(stream, type == ParquetPage.Dictionary ? [count, encoding] : [count, encoding, Rle, Rle]);
        stream.Write([0, 0]); // ends of both structures
        stream.Write(body);
    }

    private static void Integers(Stream stream, params ReadOnlySpan<long> values)
    {
        foreach (var value in values)
        {
            stream.WriteByte(NextInt);
            var rest = (ulong)(value << 1); // zigzag of a number that is not negative
            for (; rest >= 128; rest >>= 7)
            {
                stream.WriteByte((byte)(rest | 128));
            }

            stream.WriteByte((byte)rest);
        }
    }
}
