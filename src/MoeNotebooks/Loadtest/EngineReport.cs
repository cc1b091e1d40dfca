using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Remote;

namespace MoeNotebooks.Loadtest;

/// <summary>What a running engine says of itself.</summary>
/// <param name="Model">The first model that it serves.</param>
/// <param name="Name">Who owns that model: engines name themselves there (<c>sglang</c>, <c>vllm</c>).</param>
/// <param name="Texts">Everything it reports, with where it stands.</param>
internal sealed record EngineReport(string? Model, string? Name, IReadOnlyList<(string Source, string Text)> Texts)
{
    // SGLang answers at both of the latter, by its age; vLLM at the second when started with VLLM_SERVER_DEV_MODE=1.
    private static readonly string[] Beside = ["/server_info?config_format=json", "/get_server_info"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks the engine.</summary>
    /// <param name="options">Its address and key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="MoeMissingException">It does not answer.</exception>
    /// <exception cref="MoeDataException">It lists no models in JSON.</exception>
    public static async Task<EngineReport> ReadAsync(OpenAiOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var url = options.BaseUrls[0];
        using var http = EngineHttp.Create(options);
        http.Timeout = Patience;
        var models = EngineHttp.Address(url, "/models");
        var list = await GetAsync(http, models, cancellation)
            ?? throw new MoeMissingException(
                Endpoint.Show(models),
                "the engine lists no models",
                "Give its address up to /v1, and OPENAI_API_KEY where it wants one"
            );
        var texts = new List<(string, string)> { ("/v1/models", list) };
        foreach (var path in Beside)
        {
            if (await GetAsync(http, EngineHttp.Beside(url, path), cancellation) is { } text)
            {
                texts.Add((path.Split('?')[0], text));
            }
        }

        var (id, owner) = First(Endpoint.Show(models), list);
        return new(id, owner, texts);
    }

    private static async Task<string?> GetAsync(HttpClient http, Uri address, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(address, cancellation);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellation) : null;
        }
        catch (Exception error)
            when (error is HttpRequestException or IOException
                || (error is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            throw new MoeMissingException(
                Endpoint.Show(address),
                "does not answer: " + (error.InnerException?.Message ?? error.Message),
                "Start the engine, then run the same command again",
                error
            );
        }
    }

    private static (string? Id, string? Owner) First(string address, string list)
    {
        try
        {
            using var parsed = JsonDocument.Parse(list);
            var first = parsed.RootElement.GetProperty("data")[0];
            return (
                first.GetProperty("id").GetString(),
                first.TryGetProperty("owned_by", out var owner) ? owner.ToString() : null
            );
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
            )
        {
            throw new MoeDataException(
                address,
                "data",
                "is no list of models",
                "Give the engine's address up to /v1",
                error
            );
        }
    }
}
