using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Loadtest;
using MoeNotebooks.Paper;

namespace MoeNotebooks.Cli.Commands.Loadtest;

/// <summary>The load that <c>moe loadtest</c> puts on an engine, and how it is written down.</summary>
internal sealed class LoadtestOptions
{
    public const int PaperTokens = 1024;

    private const int UsualTokens = 64;
    private const int LeastRequests = 8;
    private const int PerPlace = 2;

    private static readonly Dictionary<string, IReadOnlyList<ThroughputCell>> Tables = new()
    {
        ["table08"] = PaperTables.Table8,
        ["table09"] = PaperTables.Table9,
        ["table12"] = PaperTables.Table12,
    };

    private readonly Option<string?> _concurrency = new("--concurrency")
    {
        Description = "Closed loops: requests under way at any time, as 1,4,16; default: 1,4.",
    };
    private readonly Option<string?> _rate = new("--rate")
    {
        Description = "Open loops: arrivals per second at random, whatever becomes of those before, as 0.5,2.",
    };
    private readonly Option<string?> _like = new Option<string?>("--like")
    {
        Description = "The concurrencies and lengths of one of the paper's tables: table08, table09 or table12.",
    }.AcceptOnlyFromAmong([.. Tables.Keys]);
    private readonly Option<int?> _input = new("--input")
    {
        Description = $"Tokens of every prompt; default: {UsualTokens}, the paper's {PaperTokens} scaled down.",
    };
    private readonly Option<int?> _output = new("--output")
    {
        Description = $"Tokens of every answer; default: {UsualTokens}, likewise.",
    };
    private readonly Option<int?> _requests = new("--requests")
    {
        Description =
            $"Requests of each step; default: {PerPlace} for each place of a closed loop, ten seconds' arrivals of an open one, {LeastRequests} at least.",
    };
    private readonly Option<int> _warmup = new Option<int>("--warmup")
    {
        Description = "Requests before the first step that are not counted.",
        DefaultValueFactory = _ => 1,
    }.Within(0, 10_000);
    private readonly Option<int?> _seed = new("--seed")
    {
        Description =
            "Seed of prompts and arrivals; default: from the clock, so that no engine has seen the prompts before.",
    };
    private readonly Option<string?> _slo = new("--slo")
    {
        Description = "What an answer must meet to count for goodput, in milliseconds, as ttft=2000,tpot=50,e2e=60000.",
    };

    public Option<string?> Hardware { get; } =
        new("--hardware") { Description = "What the engine runs on, for the record; in this process: CPU or GPU." };

    public Option<string?> Output { get; } =
        new("--out")
        {
            Description = "Add each step's line to this file (JSON Lines in the names of SGLang's bench_serving).",
        };

    public Option<bool> Details { get; } = new("--details") { Description = "Write each request's times as well." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print these lines in place of the table." };

    public void AddTo(Command command)
    {
        foreach (
            var option in new Option[]
            {
                _concurrency,
                _rate,
                _like,
                _input,
                _output,
                _requests,
                _warmup,
                _seed,
                _slo,
                Hardware,
                Output,
                Details,
                Json,
            }
        )
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The load, with what the clock decided.</summary>
    /// <exception cref="MoeUsageException">Says all that is wrong.</exception>
    public LoadPlan Plan(ParseResult parsed, IEnumerable<string> otherProblems)
    {
        List<string> problems = [.. otherProblems];
        var concurrencies = NumberList.Read("--concurrency", parsed.GetValue(_concurrency), 1, 65_536, problems);
        var rates = NumberList.Read("--rate", parsed.GetValue(_rate), 1e-4, 1e5, problems);
        var table = parsed.GetValue(_like) is { } name ? Tables.GetValueOrDefault(name) : null;
        var given = parsed.Given(_concurrency, _rate, _like).ToArray();
        if (given.Length > 1)
        {
            problems.Add($"{string.Join(" and ", given)}: only one of them can hold");
        }

        var usual = table is null ? UsualTokens : PaperTokens;
        var plan = new LoadPlan(
            Steps(
                given.Length == 0 ? [1, 4] : table?.Select(cell => cell.Concurrency).Distinct() ?? concurrencies,
                rates,
                parsed.GetValue(_requests)
            ),
            parsed.GetValue(_input) ?? usual,
            parsed.GetValue(_output) ?? usual,
            parsed.GetValue(_warmup),
            parsed.GetValue(_seed) ?? (int)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000_000),
            Objectives(parsed.GetValue(_slo), problems)
        );
        foreach (
            var (option, value, most) in new[]
            {
                ("--input", plan.InputTokens, 1 << 20),
                ("--output", plan.OutputTokens, 1 << 20),
                ("--requests", parsed.GetValue(_requests) ?? 1, 1 << 20),
            }
        )
        {
            if (value < 1 || value > most)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; it is 1 to {most}"));
            }
        }

        return problems.Count == 0 ? plan : throw MoeUsageException.Many("loadtest", problems);
    }

    private static IReadOnlyList<LoadStep> Steps(
        IEnumerable<int> concurrencies,
        IReadOnlyList<double> rates,
        int? requests
    ) =>
        [
            .. rates.Count > 0
                ? []
                : concurrencies.Select(places => new LoadStep(
                    places,
                    null,
                    requests ?? Math.Max(LeastRequests, PerPlace * places)
                )),
            .. rates.Select(rate => new LoadStep(
                null,
                rate,
                requests ?? Math.Max(LeastRequests, (int)Math.Ceiling(10 * rate))
            )),
        ];

    private static LoadObjectives? Objectives(string? text, List<string> problems)
    {
        try
        {
            return text is null ? null : LoadObjectives.Parse(text);
        }
        catch (MoeUsageException error)
        {
            problems.Add(error.Message);
            return null;
        }
    }
}
