using System.CommandLine;
using MoeNotebooks.Evaluation.Remote;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// The options of <c>moe eval</c> for engines elsewhere. The key comes from OPENAI_API_KEY: command lines are seen by
/// others.
/// </summary>
internal sealed class EngineOptions
{
    public Option<string> Backend { get; } =
        new Option<string>("--backend")
        {
            Description = "local: a model in this process; openai: engines with an OpenAI-compatible completions API.",
            DefaultValueFactory = _ => "local",
        }.AcceptOnlyFromAmong("local", "openai");

    public Option<string[]> BaseUrl { get; } =
        new("--base-url")
        {
            Description = "With --backend openai: an engine's address up to /v1; several share the work.",
            AllowMultipleArgumentsPerToken = true,
        };

    public Option<string?> ServedModel { get; } =
        new("--served-model") { Description = "The model's name as the engine knows it; default: MODEL." };

    public Option<int> Concurrency { get; } =
        new("--concurrency") { Description = "Requests under way at one address.", DefaultValueFactory = _ => 16 };

    public void AddTo(Command command)
    {
        Concurrency.Within(1, 4096);
        foreach (var option in new Option[] { Backend, BaseUrl, ServedModel, Concurrency })
        {
            command.Add(option);
        }
    }

    public bool IsRemote(ParseResult parsed) => parsed.GetValue(Backend) == "openai";

    /// <summary>The options given that only an engine elsewhere heeds.</summary>
    public IEnumerable<string> Given(ParseResult parsed) => parsed.Given(BaseUrl, ServedModel, Concurrency);

    public OpenAiOptions Read(ParseResult parsed, string model, RoutingPolicy policy, int? maxLength) =>
        new()
        {
            BaseUrls = [.. (parsed.GetValue(BaseUrl) ?? []).Select(url => new Uri(url, UriKind.RelativeOrAbsolute))],
            Model = parsed.GetValue(ServedModel) ?? model,
            ApiKey = Environment.GetEnvironmentVariable("OPENAI_API_KEY"),
            ServedPolicy = policy,
            MaxLength = maxLength,
            Concurrency = parsed.GetValue(Concurrency),
        };
}
