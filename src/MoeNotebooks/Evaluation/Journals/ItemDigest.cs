using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MoeNotebooks.Evaluation.Journals;

/// <summary>Names a question by what the model is asked and how the answer is judged: sha256, in hexadecimal.</summary>
/// <remarks>Every list is preceded by its length, so no two different questions run together into one.</remarks>
internal static class ItemDigest
{
    /// <summary>The digest of one question.</summary>
    /// <param name="requests">Token ids asked, one request per choice.</param>
    /// <param name="gold">Index of the right choice.</param>
    /// <param name="lengths">Code points of each choice, which acc_norm divides by.</param>
    public static string Of(IReadOnlyList<LikelihoodRequest> requests, int gold, IReadOnlyList<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(lengths);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [requests.Count]);
        foreach (var request in requests)
        {
            Append(
                hash,
                [request.Context.Length, .. request.Context, request.Continuation.Length, .. request.Continuation]
            );
        }

        Append(hash, [gold, lengths.Count, .. lengths]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int[] values)
    {
        var bytes = new byte[values.Length * sizeof(int)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), values[i]);
        }

        hash.AppendData(bytes);
    }
}
