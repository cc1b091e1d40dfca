using Parquet.Schema;
using static MoeNotebooks.Datasets.ParquetGuard;
using Type = Parquet.Meta.Type;

namespace MoeNotebooks.Datasets;

/// <summary>
/// Which encodings values of a type may have. The Parquet library (6.1.0) takes a page's word for it: it would write
/// whole numbers over references to texts, and the process dies of that.
/// </summary>
internal static class ParquetEncodings
{
    private const int RunLengths = 3; // numbers of parquet.thrift

    /// <summary>Whether a page's values may be encoded so, and the library will not write beyond them.</summary>
    /// <param name="type">The column's physical type, a number of parquet.thrift.</param>
    /// <param name="encoding">The page's encoding, likewise.</param>
    public static bool Fits(long? type, long encoding) => Of((Type?)type).Contains((int)encoding);

    /// <summary>
    /// Refuses a column whose description is of another type than the schema that the library reads it by.
    /// </summary>
    /// <param name="leaf">The column in the schema.</param>
    /// <param name="type">The type in the description of a row group.</param>
    public static void CheckType(DataField leaf, Type type)
    {
        var expected = leaf.ClrType switch
        {
            var clr when clr == typeof(string) || clr == typeof(ReadOnlyMemory<char>) => Type.BYTE_ARRAY,
            var clr when clr == typeof(long) => Type.INT64,
            var clr when clr == typeof(float) => Type.FLOAT,
            var clr when clr == typeof(double) => Type.DOUBLE,
            _ => Type.INT32, // others are read nowhere
        };
        Require(type == expected, $"column {leaf.Path} is {expected} in the schema and {type} in a row group");
    }

    // PLAIN and dictionaries (under their old number and their new one) for all, and what is made for a type
    private static int[] Of(Type? type) =>
        type switch
        {
            Type.BOOLEAN => [0, RunLengths],
            Type.INT32 or Type.INT64 => [0, 2, 8, 5, 9],
            Type.FLOAT or Type.DOUBLE => [0, 2, 8, 9],
            Type.BYTE_ARRAY => [0, 2, 8, 6, 7],
            Type.FIXED_LEN_BYTE_ARRAY => [0, 2, 8, 7, 9],
            _ => [0, 2, 8],
        };
}
