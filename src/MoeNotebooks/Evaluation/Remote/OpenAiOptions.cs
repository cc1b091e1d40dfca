using System.Text;
using MoeNotebooks.Errors;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation.Remote;

/// <summary>Which engines to ask, and how.</summary>
public sealed record OpenAiOptions
{
    /// <summary>
    /// Addresses of the engines' API, up to and with <c>/v1</c>; all serve the same model and share the work.
    /// </summary>
    public required IReadOnlyList<Uri> BaseUrls { get; init; }

    /// <summary>The model's name as the engines know it.</summary>
    public required string Model { get; init; }

    /// <summary>Sent as a bearer token, to these addresses only; never shown.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The routing policy that the engines were started with: a request cannot change it.</summary>
    /// <value>The default value is <see cref="RoutingPolicy.Trained"/>.</value>
    public RoutingPolicy ServedPolicy { get; init; } = RoutingPolicy.Trained;

    /// <summary>Requests under way at one address at a time.</summary>
    /// <value>The default value is 16.</value>
    public int Concurrency { get; init; } = 16;

    /// <summary>Tokens the engine takes, one of which it generates: of longer prompts the last <c>MaxLength - 1</c>
    /// tokens are sent, as lm-eval sends them. <see langword="null"/>: nothing is cut.</summary>
    public int? MaxLength { get; init; }

    /// <summary>
    /// The same as scorers say it: of <see cref="MaxLength"/> tokens one is generated, and one stands before the first
    /// that is scored.
    /// </summary>
    internal ScoringLimits Limits => new(MaxLength - 2);

    /// <summary>How long one attempt may take.</summary>
    /// <value>The default value is 2 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long all attempts of one request may take: an engine that is silent for so long is down.</summary>
    /// <value>The default value is 5 minutes.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Attempts after the first, for a busy, failing or silent engine.</summary>
    /// <value>The default value is 5.</value>
    public int Retries { get; init; } = 5;

    /// <summary>
    /// The wait before the second attempt; it doubles each time, with jitter, unless the engine names a time itself.
    /// </summary>
    /// <value>The default value is half a second.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Fails with everything that is wrong.</summary>
    /// <exception cref="MoeUsageException">At least one option is out of range.</exception>
    public void Validate()
    {
        var problems = Problems().ToArray();
        if (problems.Length > 0)
        {
            throw MoeUsageException.Many("openai", problems);
        }
    }

    private IEnumerable<string> Problems()
    {
        if (BaseUrls.Count == 0)
        {
            yield return "--base-url names no address";
        }

        foreach (
            var url in BaseUrls.Where(url =>
                !url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0
            )
        )
        {
            yield return $"--base-url {Endpoint.Show(url)} must be http:// or https:// and hold no user name or password";
        }

        if (string.IsNullOrWhiteSpace(Model))
        {
            yield return "the model's name is empty";
        }

        foreach (
            var (name, value, least) in new[]
            {
                ("concurrency", Concurrency, 1),
                ("retries", Retries, 0),
                ("max length", MaxLength ?? 3, 3),
            }
        )
        {
            if (value < least)
            {
                yield return $"{name} is {value}, must be {least} or more";
            }
        }

        foreach (var (name, value) in new[] { ("timeout", Timeout), ("patience", Patience) })
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{name} is {value}, must be above 0";
            }
        }

        if (ApiKey?.Any(c => c is < ' ' or > '~') == true)
        {
            yield return "the key (OPENAI_API_KEY) holds a line break or another character that no header can carry";
        }
    }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Model = ").Append(Model).Append(", BaseUrls = ").AppendJoin(" ", BaseUrls.Select(Endpoint.Show));
        return true; // the key is no part of any text
    }
}
