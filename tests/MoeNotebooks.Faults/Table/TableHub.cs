using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MoeNotebooks.Faults.Table;

/// <summary>
/// A hub with one repository of two files, for a child process: says its address and answers until it is killed.
/// </summary>
internal static class TableHub
{
    private const int Size = 40_000; // bytes of a file
    private const int Pieces = 20;
    private static readonly byte[] Content = [.. Enumerable.Range(0, Size).Select(i => (byte)(i % 251))];

    /// <summary>Serves files that end in the middle each time, or whole ones, slowly.</summary>
    public static async Task<int> RunAsync(bool whole)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine($"http://{listener.LocalEndpoint}");
        while (true)
        {
            _ = AnswerAsync(await listener.AcceptTcpClientAsync(), whole);
        }
    }

#pragma warning disable CA5350 // the hash that git names its objects by
    private static string Identity { get; } =
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {Size}\0"), .. Content]));
#pragma warning restore CA5350

    private static async Task AnswerAsync(TcpClient connection, bool whole)
    {
        using var client = connection;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            var request = await reader.ReadLineAsync() ?? string.Empty;
            var from = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                from = header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)
                    ? int.Parse(header["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
                    : from;
            }

            if (request.Contains("/api/", StringComparison.Ordinal))
            {
                var files = string.Join(
                    ',',
                    new[] { "config.json", "model.safetensors" }.Select(name =>
                        $$"""{"rfilename":"{{name}}","size":{{Size}},"blobId":"{{Identity}}"}"""
                    )
                );
                var listing = Encoding.UTF8.GetBytes(
                    $$"""{"sha":"0123456789abcdef0123456789abcdef01234567","siblings":[{{files}}]}"""
                );
                await stream.WriteAsync(Head("200 OK", "application/json", listing.Length));
                await stream.WriteAsync(listing);
                return;
            }

            await stream.WriteAsync(
                Head(
                    from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{Size - 1}/{Size}" : "200 OK",
                    "application/octet-stream",
                    Size - from
                )
            );
            await SendAsync(
                stream,
                from,
                request.StartsWith("HEAD", StringComparison.Ordinal) ? from
                    : whole ? Size
                    : Size / 2
            );
        }
        catch (IOException)
        {
            // the client was killed
        }
    }

    private static async Task SendAsync(NetworkStream stream, int from, int end)
    {
        for (; from < end; from += Size / Pieces)
        {
            await stream.WriteAsync(Content.AsMemory(from, Math.Min(Size / Pieces, end - from)));
            await Task.Delay(20);
        }
    }

    private static byte[] Head(string status, string type, int length) =>
        Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nETag: \"{Identity}\"\r\nConnection: close\r\n\r\n"
        );
}
