using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MoeNotebooks.Hub;

/// <summary>
/// Computes the hash by which a hub names a file's content, while the file comes in: SHA-256 of the bytes (64 digits),
/// or git's SHA-1 of <c>blob SIZE\0</c> and the bytes (40 digits).
/// </summary>
internal sealed class BlobHash : IDisposable
{
    private readonly IncrementalHash? _hash;
    private readonly string _expected;

    private BlobHash(string expected, long size)
    {
        _expected = expected;
        _hash = expected.Length switch
        {
            64 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            40 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            _ => null,
        };
        if (expected.Length == 40)
        {
            Append(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {size}\0")));
        }
    }

    /// <summary>Begins a hash; an identity of another form (a server's own ETag) is not checked.</summary>
    public static BlobHash Begin(string identity, long size) => new(identity, size);

    /// <summary>The text if it has the form of a content's hash.</summary>
    public static string? Known(string? text) =>
        text is { Length: 40 or 64 } && text.All(char.IsAsciiHexDigitLower) ? text : null;

    public void Append(ReadOnlySpan<byte> bytes) => _hash?.AppendData(bytes);

    /// <summary>
    /// What is wrong with all bytes so far; <see langword="null"/> where the hash is the expected one.
    /// </summary>
    public string? Mismatch()
    {
        var actual = _hash is null ? _expected : Convert.ToHexStringLower(_hash.GetHashAndReset());
        return actual == _expected
            ? null
            : $"{(_expected.Length == 64 ? "sha256" : "git sha1")} is {actual}; the hub lists {_expected}";
    }

    public void Dispose() => _hash?.Dispose();
}
