using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>Addresses of an engine, the way there, and its words.</summary>
internal static class EngineHttp
{
    private const long LongestAnswer = 64L << 20;
    private const int LongestQuote = 4000; // characters; what is shown of them is shorter

    /// <summary>
    /// A client that brings the key, follows no redirects, so that the key goes nowhere else, and sets no limit of its
    /// own on connections and time.
    /// </summary>
    /// <param name="options">The engine, with its key.</param>
    /// <param name="handler">The transport; <see langword="null"/> for sockets.</param>
    public static HttpClient Create(OpenAiOptions options, HttpMessageHandler? handler = null)
    {
        var http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
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

    /// <summary>
    /// Part of an engine's text, fit to be shown: short, escaped, without the key, which goes before anything is cut.
    /// </summary>
    public static string Quote(OpenAiOptions options, string text) =>
        ErrorText.Name(Hidden(options, text.Length > LongestQuote ? text[..LongestQuote] : text));

    /// <summary>A text without the key.</summary>
    public static string Hidden(OpenAiOptions options, string text) =>
        string.IsNullOrEmpty(options.ApiKey) ? text : text.Replace(options.ApiKey, "***", StringComparison.Ordinal);
}
