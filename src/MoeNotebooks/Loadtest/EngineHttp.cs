using MoeNotebooks.Evaluation.Remote;

namespace MoeNotebooks.Loadtest;

/// <summary>Addresses of an engine, and the way there.</summary>
internal static class EngineHttp
{
    private const long LongestAnswer = 64L << 20;

    /// <summary>A client that follows no redirects, so that the key goes nowhere else, and sets no limit of its own on connections and time.</summary>
    public static HttpClient Create(OpenAiOptions options)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer,
        };
        if (!string.IsNullOrEmpty(options.ApiKey))
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", options.ApiKey);
        }

        return http;
    }

    /// <summary>An address under <c>/v1</c>.</summary>
    public static Uri Address(Uri baseUrl, string path) => new(baseUrl.AbsoluteUri.TrimEnd('/') + path);

    /// <summary>An address beside <c>/v1</c>, where engines keep what OpenAI's API does not have.</summary>
    public static Uri Beside(Uri baseUrl, string path)
    {
        var root = baseUrl.AbsoluteUri.TrimEnd('/');
        return new((root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3] : root) + path);
    }
}
