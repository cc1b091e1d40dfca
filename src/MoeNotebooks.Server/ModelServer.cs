using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MoeNotebooks.Errors;
using MoeNotebooks.Inference;
using MoeNotebooks.Server.Answers;
using MoeNotebooks.Server.Endpoints;
using MoeNotebooks.Tokenization;
using OpenTelemetry.Metrics;

namespace MoeNotebooks.Server;

/// <summary>
/// Serves a model over HTTP as OpenAI's API does: completions with log-probabilities and echo, chats, models; and
/// health and metrics.
/// </summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly InferenceEngine _engine;

    private ModelServer(WebApplication app, InferenceEngine engine) => (_app, _engine) = (app, engine);

    /// <summary>Where it is reached, up to <c>/v1</c>.</summary>
    public Uri BaseUrl { get; private set; } = new("http://localhost");

    /// <summary>Starts serving.</summary>
    /// <param name="engine">The engine; stays the caller's.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="tell">Hears of faults; <see langword="null"/> for standard error.</param>
    /// <exception cref="MoeUsageException">An option is out of range.</exception>
    /// <exception cref="MoeMissingException">The address cannot be listened at.</exception>
    public static async Task<ModelServer> StartAsync(
        InferenceEngine engine,
        ITokenizer tokenizer,
        ServerOptions options,
        Action<string>? tell = null
    )
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var app = Build(options);
        var server = new ModelServer(app, engine);
        app.Use(next => new ErrorHandling(next, tell ?? Console.Error.WriteLine).InvokeAsync);
        server.Map(new Service(engine, tokenizer, options, TimeProvider.System));
        try
        {
            await app.StartAsync();
        }
        catch (IOException error)
        {
            await app.DisposeAsync();
            throw new MoeMissingException(
                $"{options.Host}:{options.Port}",
                $"cannot be listened at: {error.Message}",
                "Give another --port"
            );
        }

        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        server.BaseUrl = new Uri(address + "/v1");
        return server;
    }

    /// <summary>Takes no more requests, lets those under way end, then stops.</summary>
    /// <param name="patience">After so long, those still there are cancelled.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        using var enough = new CancellationTokenSource(patience);
        await _app.StopAsync(enough.Token); // takes no more connections and waits for those there are
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>
    /// Nothing of it comes from files or variables of the place where it is started: they could open another address.
    /// </summary>
    private static WebApplication Build(ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
                kestrel.AddServerHeader = false;
                kestrel.Listen(options.Host, options.Port);
            });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(EngineMetrics.MeterName).AddPrometheusExporter());
        if (!IPAddress.IsLoopback(options.Host))
        {
            return builder.Build();
        }

        // A web page whose name was made to point here is not let in.
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        var app = builder.Build();
        app.UseHostFiltering();
        return app;
    }

    private void Map(Service service)
    {
        var started = service.Now;
        var entry = new ModelEntry(service.Options.ModelName, "model", started, "moe", _engine.Context);
        _app.MapPost("/v1/completions", (RequestDelegate)new CompletionEndpoint(service).HandleAsync);
        _app.MapPost("/v1/chat/completions", (RequestDelegate)new ChatEndpoint(service).HandleAsync);
        _app.MapGet(
            "/v1/models",
            (RequestDelegate)(
                http => RequestBody.AnswerAsync(http, new ModelList("list", [entry]), AnswerJson.Default.ModelList)
            )
        );
        _app.MapGet(
            "/v1/models/{**name}",
            (RequestDelegate)(
                http =>
                    (string?)http.Request.RouteValues["name"] == entry.Id
                        ? RequestBody.AnswerAsync(http, entry, AnswerJson.Default.ModelEntry)
                        : throw new RefusedException(
                            404,
                            $"this server has '{entry.Id}' only",
                            "model",
                            "model_not_found"
                        )
            )
        );
        var info = ServerInfo.Of(entry.Id, _engine);
        _app.MapGet(
            "/server_info",
            (RequestDelegate)(http => RequestBody.AnswerAsync(http, info, AnswerJson.Default.ServerInfo))
        );
        _app.MapGet("/health", (RequestDelegate)(http => http.Response.WriteAsync(string.Empty)));
        _app.MapPrometheusScrapingEndpoint("/metrics");
        _app.MapFallback(
            (RequestDelegate)(
                http =>
                    throw new RefusedException(
                        404,
                        $"{http.Request.Method} {Wording.Name(http.Request.Path)} is not served"
                    )
            )
        );
    }
}
