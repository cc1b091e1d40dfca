using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MoeNotebooks.Tests.Hub;

/// <summary>A hub on loopback, with one repository; a test lays a fault over the answers it wants to spoil.</summary>
internal sealed class FakeHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _closing = new();

    public FakeHub()
    {
        var port = FreePort();
        Address = new Uri($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public string Kind { get; init; } = "models";

    public string Id { get; init; } = "org/name";

    /// <summary>Whether the listing tells sizes and hashes, as ?blobs=true asks for.</summary>
    public bool ListsBlobs { get; set; } = true;

    /// <summary>Answers a request itself and returns true, or leaves it.</summary>
    public Func<HttpListenerContext, Task<bool>> Fault { get; set; } = _ => Task.FromResult(false);

    /// <summary>METHOD path, range, authorization: one line per request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public int CountOf(string part) => Requests.Count(line => line.Contains(part, StringComparison.Ordinal));

    /// <summary>Large files go the LFS way.</summary>
    public static bool IsLarge(string name) => name.EndsWith(".safetensors", StringComparison.Ordinal);

#pragma warning disable CA5350 // the hash that git names its objects by
    public static string Identity(string name, byte[] content) =>
        IsLarge(name)
            ? Convert.ToHexStringLower(SHA256.HashData(content))
            : Convert.ToHexStringLower(
                SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content])
            );
#pragma warning restore CA5350

    /// <summary>Answers with a piece of a file, and with headers as the test wants them.</summary>
    public static async Task SendAsync(
        HttpListenerContext context,
        byte[] content,
        int status = 200,
        long from = 0,
        string? tag = null,
        long? cutAt = null,
        string? range = null,
        string? type = null
    )
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = type ?? "application/octet-stream";
        if (tag is not null)
        {
            response.AddHeader("ETag", tag);
        }

        if (status == 206)
        {
            response.AddHeader("Content-Range", range ?? $"bytes {from}-{content.Length - 1}/{content.Length}");
        }

        response.ContentLength64 = content.Length - from;
        var end = (int)(cutAt ?? content.Length);
        await response.OutputStream.WriteAsync(content.AsMemory((int)from, Math.Max(0, end - (int)from)));
        if (cutAt is not null)
        {
            await response.OutputStream.FlushAsync();
            await Task.Delay(20); // let the bytes arrive before the reset
            response.Abort();
            return;
        }

        response.Close();
    }

    /// <summary>The first byte that the request asks for.</summary>
    public static long From(HttpListenerContext context) =>
        context.Request.Headers["Range"] is { } range
            ? long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : 0;

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Close();
        _closing.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        Requests.Enqueue(
            $"{request.HttpMethod} {request.Url!.AbsolutePath} {request.Headers["Range"]} {request.Headers["Authorization"]}"
        );
        try
        {
            if (!await Fault(context))
            {
                await AnswerRightlyAsync(context);
            }
        }
        catch (Exception error)
            when (error is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // the client has gone
        }
    }

    private async Task AnswerRightlyAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        var files = $"/{(Kind == "datasets" ? "datasets/" : string.Empty)}{Id}/resolve/{Commit}/";
        if (
            path.StartsWith($"/api/{Kind}/{Id}/revision/", StringComparison.Ordinal)
            && Path.GetFileName(path) is "main" or "v1" or Commit
        )
        {
            await SendAsync(context, Listing(), type: "application/json");
        }
        else if (
            path.StartsWith(files, StringComparison.Ordinal)
            && Files.TryGetValue(Uri.UnescapeDataString(path[files.Length..]), out var content)
        )
        {
            await SendFileAsync(context, Uri.UnescapeDataString(path[files.Length..]), content);
        }
        else
        {
            await SendAsync(context, [], 404);
        }
    }

    private static async Task SendFileAsync(HttpListenerContext context, string name, byte[] content)
    {
        var tag = $"\"{Identity(name, content)}\"";
        if (context.Request.HttpMethod == "HEAD")
        {
            context.Response.AddHeader("ETag", tag);
            context.Response.ContentLength64 = content.Length;
            context.Response.Close();
            return;
        }

        var from = From(context);
        await SendAsync(context, content, from > 0 ? 206 : 200, from, tag);
    }

    private byte[] Listing() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new { sha = Commit, siblings = Files.Select(file => Entry(file.Key, file.Value)) }
        );

    private Dictionary<string, object> Entry(string name, byte[] content)
    {
        var entry = new Dictionary<string, object> { ["rfilename"] = name };
        if (ListsBlobs)
        {
            entry["size"] = content.Length;
            entry["blobId"] = IsLarge(name) ? "ffffffffffffffffffffffffffffffffffffffff" : Identity(name, content);
            if (IsLarge(name))
            {
                entry["lfs"] = new { sha256 = Identity(name, content), size = content.Length };
            }
        }

        return entry;
    }
}
