using System.Text;
using System.Text.Unicode;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Datasets;

/// <summary>Lines of a UTF-8 file, ended by LF, CR LF or CR; a byte order mark is skipped.</summary>
internal static class LineReader
{
    /// <summary>The longest line accepted, in bytes.</summary>
    public const int Limit = 16 << 20;

    /// <summary>The lines that are not blank, with their numbers from 1.</summary>
    public static IEnumerable<(int Number, string Text)> Read(string path, Stream stream)
    {
        var buffer = new byte[1 << 16];
        var line = new MemoryStream();
        var number = 1;
        var afterReturn = false;
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            for (var i = 0; i < read; )
            {
                if (afterReturn && buffer[i] == '\n')
                {
                    i++;
                }

                var length = buffer.AsSpan(i, read - i).IndexOfAny((byte)'\n', (byte)'\r');
                var end = length < 0 ? read : i + length;
                Append(path, number, line, buffer.AsSpan(i, end - i));
                afterReturn = length >= 0 && buffer[end] == '\r';
                if (length >= 0 && Take(path, number++, line) is { } text)
                {
                    yield return (number - 1, text);
                }

                i = end + 1;
            }
        }

        if (Take(path, number, line) is { } last)
        {
            yield return (number, last);
        }
    }

    private static void Append(string path, int number, MemoryStream line, ReadOnlySpan<byte> bytes)
    {
        if (line.Length + bytes.Length > Limit)
        {
            throw new MoeDataException(
                path,
                $"line {number}",
                $"is longer than {Limit >> 20} MiB",
                "Is this a JSON Lines file?"
            );
        }

        line.Write(bytes);
    }

    private static string? Take(string path, int number, MemoryStream line)
    {
        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        line.SetLength(0);
        if (number == 1)
        {
            bytes = WithoutMark(path, bytes);
        }

        if (!Utf8.IsValid(bytes))
        {
            throw new MoeDataException(path, $"line {number}", "is not UTF-8", "Save the file as UTF-8.");
        }

        var text = Encoding.UTF8.GetString(bytes);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static Span<byte> WithoutMark(string path, Span<byte> bytes) =>
        bytes switch
        {
            [0xef, 0xbb, 0xbf, .. var rest] => rest,
            [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => throw new MoeDataException(
                path,
                "line 1",
                "is UTF-16",
                "Save the file as UTF-8."
            ),
            _ => bytes,
        };
}
