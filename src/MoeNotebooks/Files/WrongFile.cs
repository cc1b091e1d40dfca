namespace MoeNotebooks.Files;

/// <summary>What people most often save under a file's name by mistake.</summary>
internal static class WrongFile
{
    /// <summary>
    /// The next step where the bytes are a git-LFS pointer or a web page; <see langword="null"/> for anything else.
    /// </summary>
    /// <param name="start">The file's first bytes.</param>
    public static string? Hint(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8))
        {
            return "This is a git-LFS pointer, not the file itself: fetch it with 'git lfs pull' or 'moe download'";
        }

        return start.TrimStart(" \t\r\n"u8).StartsWith("<"u8)
            ? "This is a web page, not the file itself: download the file again"
            : null;
    }
}
