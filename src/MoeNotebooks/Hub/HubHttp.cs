using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Hub;

/// <summary>Sends requests to a hub and follows its redirects; the token goes to the hub's own host only.</summary>
internal sealed class HubHttp : IDisposable
{
    private const int MostRedirects = 8;
    private readonly HubOptions _options;
    private readonly HttpClient _client;

    public HubHttp(HubOptions options)
    {
        _options = options;
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // the token must not follow
                AutomaticDecompression = DecompressionMethods.None, // lengths and ranges are of the bytes as stored
                ConnectTimeout = options.StallTimeout,
                UseCookies = false,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("moe-notebooks", typeof(HubHttp).Assembly.GetName().Version?.ToString(3))
        );
    }

    /// <summary>An address that is safe to show: no user name, no query (which may be signed).</summary>
    public static string Shown(Uri address) =>
        address.GetComponents(
            UriComponents.Scheme | UriComponents.HostAndPort | UriComponents.Path,
            UriFormat.UriEscaped
        );

    public static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    /// <summary>
    /// Sends a request and follows redirects; the answer's body is not read yet. A HEAD stops where the hub has told
    /// all.
    /// </summary>
    /// <exception cref="UnreachableException">No answer, or one that asks to come back.</exception>
    /// <exception cref="MoeDataException">A redirect that must not be followed.</exception>
    public async Task<HubAnswer> SendAsync(
        HttpMethod method,
        Uri address,
        long rangeStart,
        CancellationToken cancellation
    )
    {
        string? linkedTag = null;
        long? linkedSize = null;
        var target = address;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var response = await SendOnceAsync(method, target, rangeStart, cancellation);
            linkedTag ??= Header(response, "X-Linked-Etag") is { } tag ? Strong(tag) : null;
            linkedSize ??= long.TryParse(
                Header(response, "X-Linked-Size"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var size
            )
                ? size
                : null;
            if (!IsRedirect(response.StatusCode) || (method == HttpMethod.Head && linkedTag is not null))
            {
                return new HubAnswer(
                    response,
                    linkedTag ?? (Header(response, "ETag") is { } own ? Strong(own) : null),
                    linkedSize
                );
            }

            target = Next(target, response);
            response.Dispose();
        }

        throw new MoeDataException(Shown(address), string.Empty, $"redirects more than {MostRedirects} times");
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method,
        Uri target,
        long rangeStart,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(method, target);
        if (_options.Token is not null && IsHub(target))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.Token);
        }

        if (rangeStart > 0)
        {
            request.Headers.Range = new RangeHeaderValue(rangeStart, null);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_options.StallTimeout);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new UnreachableException(
                $"no answer from {target.Host} in {_options.StallTimeout.TotalSeconds:0.#} s",
                null,
                error
            );
        }
        catch (HttpRequestException error) when (error.InnerException is AuthenticationException)
        {
            throw new MoeDataException(
                Shown(target),
                string.Empty,
                "the server's certificate is not trusted: " + error.InnerException.Message.TrimEnd('.'),
                "Behind a company proxy, add its root certificate to the system's store (SSL_CERT_FILE)",
                error
            );
        }
        catch (HttpRequestException error)
        {
            throw new UnreachableException(
                $"no connection to {target.Host}: {error.Message.TrimEnd('.')}",
                null,
                error
            );
        }
    }

    private bool IsHub(Uri target) =>
        target.Scheme == _options.Endpoint.Scheme
        && target.Host == _options.Endpoint.Host
        && target.Port == _options.Endpoint.Port;

    private static Uri Next(Uri from, HttpResponseMessage response)
    {
        var location = response.Headers.Location
            ?? throw new MoeDataException(Shown(from), string.Empty, "redirects without saying where to");
        var next = new Uri(from, location);
        var allowed = next.Scheme == "https" || (next.Scheme == "http" && from.Scheme == "http");
        return allowed
            ? next
            : throw new MoeDataException(
                Shown(from),
                string.Empty,
                $"redirects to {next.Scheme}://, which is not followed"
            );
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string? Strong(string tag) =>
        tag.StartsWith("W/", StringComparison.Ordinal) || tag.Trim('"').Length == 0 ? null : tag.Trim('"');
}
