using System.CommandLine;
using MoeNotebooks.Evaluation.Remote;
using MoeNotebooks.Files;
using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary>
/// An engine elsewhere, and what can show with how many experts it runs. The key comes from OPENAI_API_KEY.
/// </summary>
internal sealed class ServedEngineOptions
{
    private readonly Option<string?> _baseUrl = new("--base-url") { Description = "The engine's address up to /v1." };
    private readonly Option<string?> _model = new("--served-model")
    {
        Description = "The model's name as the engine knows it; default: the first that it lists.",
    };
    private readonly Option<int?> _kept = new("--kept")
    {
        Description = "Experts kept in every layer that the engine is to be shown to run with.",
    };
    private readonly Option<string?> _log = new("--log")
    {
        Description = "The engine's log, where its API does not report its configuration.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _baseUrl, _model, _kept, _log })
        {
            command.Options.Add(option);
        }
    }

    public string? BaseUrl(ParseResult parsed) => parsed.GetValue(_baseUrl);

    public string? Model(ParseResult parsed) => parsed.GetValue(_model);

    /// <summary>The options that only an engine elsewhere heeds, of those that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) => parsed.Given(_model, _kept, _log);

    /// <summary>How to reach it; nothing where no address was given.</summary>
    public OpenAiOptions? Options(ParseResult parsed)
    {
        if (BaseUrl(parsed) is not { } url)
        {
            return null;
        }

        var options = new OpenAiOptions
        {
            BaseUrls = [new Uri(url, UriKind.RelativeOrAbsolute)],
            Model = Model(parsed) ?? "first",
            ApiKey = Environment.GetEnvironmentVariable("OPENAI_API_KEY"),
        };
        options.Validate();
        return options;
    }

    /// <summary>All texts that say something of the engine: its own reports and its log.</summary>
    public IReadOnlyList<(string Source, string Text)> Reports(ParseResult parsed, EngineReport report) =>
        [
            .. report.Texts,
            .. parsed.GetValue(_log) is { } log ? [(log, InputFile.ReadText(log))] : Array.Empty<(string, string)>(),
        ];

    /// <summary>The experts that are claimed, with what shows them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="active">Experts per token, claimed.</param>
    /// <param name="texts">What there is to show it.</param>
    /// <exception cref="Errors.MoeDataException">Nothing shows a claim, or something says otherwise.</exception>
    public MeasuredExperts Experts(ParseResult parsed, int? active, IReadOnlyList<(string Source, string Text)> texts)
    {
        var kept = parsed.GetValue(_kept);
        string?[] evidence =
        [
            active is { } count ? ServedExperts.Evidence(ExpertClaim.Active, count, texts) : null,
            kept is { } left ? ServedExperts.Evidence(ExpertClaim.Kept, left, texts) : null,
        ];
        return new(
            active,
            kept,
            evidence.Any(one => one is not null) ? string.Join("; ", evidence.OfType<string>()) : null
        );
    }
}
