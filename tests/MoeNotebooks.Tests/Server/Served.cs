using System.Net.Http.Json;
using System.Text.Json;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Server;

namespace MoeNotebooks.Tests.Server;

/// <summary>A model behind a server in this process.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly ModelServer _server;

    private Served(MoeModel model, InferenceEngine engine, ModelServer server) =>
        (Model, Engine, _server, Client) = (
            model,
            engine,
            server,
            new HttpClient { BaseAddress = new Uri(server.BaseUrl.AbsoluteUri + "/") }
        );

    public MoeModel Model { get; }

    public InferenceEngine Engine { get; }

    public HttpClient Client { get; }

    public Uri BaseUrl => _server.BaseUrl;

    public static async Task<Served> StartAsync(
        string folder,
        EngineOptions? limits = null,
        Func<ServerOptions, ServerOptions>? change = null
    )
    {
        var model = MoeModel.Open(folder, new ModelOptions { Notify = _ => { } });
        var engine = new InferenceEngine(model, limits);
        var options = new ServerOptions
        {
            ModelName = "it",
            Port = 0,
            ChatForm = ChatForm.Named("plain"),
        };
        return new(
            model,
            engine,
            await ModelServer.StartAsync(engine, model.Tokenizer, change?.Invoke(options) ?? options)
        );
    }

    /// <summary>Posts JSON and reads the answer.</summary>
    public async Task<(int Status, JsonElement Json)> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Client.PostAsync(path, body, TestContext.Current.CancellationToken);
        return (
            (int)answer.StatusCode,
            await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)
        );
    }

    /// <summary>
    /// Posts JSON and reads the answer's events; the last, which says that it is the last, is left out.
    /// </summary>
    public async Task<JsonElement[]> EventsAsync(string path, string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Client.PostAsync(path, body, TestContext.Current.CancellationToken);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split(
            "\n\n",
            StringSplitOptions.RemoveEmptyEntries
        );
        events[^1].ShouldBe("data: [DONE]");
        return [.. events[..^1].Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement)];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync(TimeSpan.FromSeconds(10));
        await _server.DisposeAsync();
        await Engine.DisposeAsync();
        Model.Dispose();
    }
}
