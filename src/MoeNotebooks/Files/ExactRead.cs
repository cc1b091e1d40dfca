using Microsoft.Win32.SafeHandles;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Files;

/// <summary>Reads exactly as many bytes as asked for.</summary>
internal static class ExactRead
{
    public static void Into(string path, SafeFileHandle handle, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(handle, bytes, offset);
            if (read == 0)
            {
                throw new MoeDataException(
                    path,
                    string.Empty,
                    $"ended at byte {offset} while it was read",
                    "It was changed meanwhile: open the model again"
                );
            }

            bytes = bytes[read..];
            offset += read;
        }
    }
}
