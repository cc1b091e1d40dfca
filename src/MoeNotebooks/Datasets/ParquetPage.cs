namespace MoeNotebooks.Datasets;

/// <summary>A page of a column chunk: its header and its body as stored.</summary>
/// <param name="Header">parquet.thrift's PageHeader.</param>
/// <param name="Body">The bytes after it.</param>
internal sealed record ParquetPage(ThriftStruct Header, ReadOnlyMemory<byte> Body)
{
    public const int Data = 0;
    public const int Dictionary = 2;
    public const int DataV2 = 3;

    /// <summary>parquet.thrift's PageType.</summary>
    public long? Type => Header.Integer(1);

    /// <summary>Size of the body once unpacked, in bytes.</summary>
    public long? UnpackedSize => Header.Integer(2);
}
