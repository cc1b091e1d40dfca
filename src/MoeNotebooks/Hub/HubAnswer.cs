using System.Net;
using System.Net.Http.Headers;

namespace MoeNotebooks.Hub;

/// <summary>The last answer of a chain of redirects, with what earlier ones said about the content.</summary>
/// <param name="Response">The answer, its body not yet read.</param>
/// <param name="Tag">The content's ETag without quotes; <see langword="null"/> where there is none or only a weak
/// one.</param>
/// <param name="LinkedSize">The size of the content that a redirect leads to, where the hub gave it.</param>
internal sealed record HubAnswer(HttpResponseMessage Response, string? Tag, long? LinkedSize) : IDisposable
{
    public HttpStatusCode Status => Response.StatusCode;

    public HttpContentHeaders Headers => Response.Content.Headers;

    public bool IsWebPage => Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml";

    public void Dispose() => Response.Dispose();
}
