using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace MoeNotebooks.Server.Endpoints;

/// <summary>
/// An answer as a stream of events, each sent at once. It begins with the first one: until then a request can still be
/// refused.
/// </summary>
internal sealed class ServerSentEvents(HttpContext http)
{
    public const string ContentType = "text/event-stream";

    public Task SendAsync<TEvent>(TEvent value, JsonTypeInfo<TEvent> type) =>
        SendAsync(JsonSerializer.SerializeToUtf8Bytes(value, type));

    public Task EndAsync() => SendAsync("[DONE]"u8.ToArray());

    private async Task SendAsync(byte[] data)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = ContentType;
            http.Response.Headers.CacheControl = "no-cache";
        }

        byte[] whole = [.. "data: "u8, .. data, .. "\n\n"u8];
        await http.Response.Body.WriteAsync(whole, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
