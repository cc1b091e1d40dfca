using System.Runtime.InteropServices;
using System.Text.Json;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Traces;

/// <summary>Experts as an engine returns them.</summary>
/// <param name="Values">[tokens, layers, k] in one row.</param>
/// <param name="Shape">Its shape; <see langword="null"/> where only bytes came.</param>
internal sealed record ExpertArray(int[] Values, int[]? Shape)
{
    /// <summary>Reads nested lists, or base64 of a NumPy file (vLLM), or of plain int32 (SGLang).</summary>
    public static ExpertArray Read(string path, string where, JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => FromBytes(path, where, value.GetBytesFromBase64()),
                JsonValueKind.Array => FromLists(path, where, value),
                _ => throw new MoeDataException(
                    path,
                    where,
                    $"is {value.ValueKind}; experts come as nested lists or as base64"
                ),
            };
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            throw new MoeDataException(
                path,
                where,
                "is neither nested lists of whole numbers nor base64",
                inner: error
            );
        }
    }

    private static ExpertArray FromBytes(string path, string where, byte[] bytes) =>
        NpyArray.IsOne(bytes) ? NpyArray.Read(path, where, bytes)
        : bytes.Length % sizeof(int) == 0 ? new([.. MemoryMarshal.Cast<byte, int>(bytes)], null)
        : throw new MoeDataException(path, where, $"has {bytes.Length} bytes, which are not whole int32 numbers");

    private static ExpertArray FromLists(string path, string where, JsonElement value)
    {
        var tokens = value
            .EnumerateArray()
            .Select(token =>
                token
                    .EnumerateArray()
                    .Select(layer => layer.EnumerateArray().Select(e => e.GetInt32()).ToArray())
                    .ToArray()
            )
            .ToArray();
        var (layers, k) = (
            tokens.FirstOrDefault()?.Length ?? 0,
            tokens.FirstOrDefault()?.FirstOrDefault()?.Length ?? 0
        );
        foreach (var (t, token) in tokens.Index())
        {
            if (token.Length != layers || token.Any(layer => layer.Length != k))
            {
                throw new MoeDataException(
                    path,
                    where,
                    $"token {t} has other numbers of layers or experts than token 0, which has {layers} and {k}"
                );
            }
        }

        return new([.. tokens.SelectMany(token => token).SelectMany(layer => layer)], [tokens.Length, layers, k]);
    }
}
