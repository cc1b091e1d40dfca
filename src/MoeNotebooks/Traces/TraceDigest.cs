using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MoeNotebooks.Traces;

/// <summary>
/// SHA-256 over a trace's header and values, column by column, however they are cut into row groups and compressed.
/// Pages carry no checksum that the Parquet library reads: without this, a bit that a disk turned would be another
/// expert.
/// </summary>
internal sealed class TraceDigest : IDisposable
{
    private readonly SortedDictionary<string, IncrementalHash> _columns = new(StringComparer.Ordinal);

    /// <summary>Adds values, or where lists begin, to what a column had before.</summary>
    /// <param name="column">The column; what is not its values has a name of its own.</param>
    /// <param name="values">The values.</param>
    public void Add<T>(string column, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (!_columns.TryGetValue(column, out var hash))
        {
            _columns[column] = hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }

        hash.AppendData(MemoryMarshal.AsBytes(values));
    }

    /// <summary>The digest of all, in lower-case hexadecimal.</summary>
    /// <param name="header">The header, as it stands in the file.</param>
    public string Of(string header) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    header
                        + string.Concat(
                            _columns.Select(column =>
                                $"\n{column.Key} {Convert.ToHexStringLower(column.Value.GetCurrentHash())}"
                            )
                        )
                )
            )
        );

    public void Dispose()
    {
        foreach (var hash in _columns.Values)
        {
            hash.Dispose();
        }
    }
}
