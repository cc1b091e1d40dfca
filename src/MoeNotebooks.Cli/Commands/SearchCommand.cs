using System.CommandLine;
using System.Globalization;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Evaluation.Statistics;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Routing;
using MoeNotebooks.Search;

namespace MoeNotebooks.Cli.Commands;

/// <summary>
/// <c>moe search</c>: numbers of experts for layers within a budget, chosen on some questions and judged on others.
/// </summary>
internal sealed class SearchCommand
{
    private readonly ModelArguments _model = new();
    private readonly Option<string> _budget = new Option<string>("--budget")
    {
        Description =
            "Experts per token over all MoE layers together: a number, or a share of the trained number such as 50%.",
        Required = true,
    }.NotEmpty();
    private readonly Option<SearchMethod> _method = new Option<SearchMethod>("--method")
    {
        Description =
            "exhaustive: the paper's four-tuples; lexi: no data; dp: measured layer by layer, put together exactly; greedy; evolutionary.",
        DefaultValueFactory = _ => SearchMethod.Dp,
    }.Named();
    private readonly Option<string> _tasks = new("--tasks")
    {
        Description = "Names with commas between; mini for the six synthetic ones, all for the six published ones.",
        DefaultValueFactory = _ => "mini",
    };
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Folder with the tasks' files; default: the built-in ones, then the hub.",
    };
    private readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "Only the first N items of each task.",
    }.Within(1, int.MaxValue);
    private readonly Option<string> _measure = new Option<string>("--measure")
    {
        Description = "What is made large on the development questions: acc, log_likelihood or margin.",
        DefaultValueFactory = _ => "log_likelihood",
    }.AcceptOnlyFromAmong([.. Enum.GetValues<Measure>().Select(measure => measure.Name())]);
    private readonly Option<int[]> _levels = new("--levels")
    {
        Description = "exhaustive: numbers of experts that four-tuples are made of; default: all.",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int> _population = new Option<int>("--population")
    {
        Description = "evolutionary: allocations of a generation.",
        DefaultValueFactory = _ => 16,
    }.Within(4, 10_000);
    private readonly Option<int> _generations = new Option<int>("--generations")
    {
        Description = "evolutionary: generations.",
        DefaultValueFactory = _ => 8,
    }.Within(1, 10_000);
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Where chance begins: lexi's inputs, evolution.",
    };
    private readonly Option<string?> _store = new("--store")
    {
        Description = "A file that keeps every answer; what it has is not computed again.",
    };
    private readonly Option<string?> _output = new("--out")
    {
        Description = "A file for the allocation, which --policy of other commands takes.",
    };

    public static Command Create() => new SearchCommand().Build();

    private Command Build()
    {
        var command = new Command(
            "search",
            "Find which layers need their experts. Example: moe search mini-softmax --budget 50% --method dp --out half.json"
        )
        {
            _budget,
            _method,
            _tasks,
            _data,
            _limit,
            _measure,
            _levels,
            _population,
            _generations,
            _seed,
            _store,
            _output,
        };
        _model.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (file, folder) = (parsed.GetValue(_output), ModelLocator.Resolve(_model.Name(parsed)));
        if (file is not null)
        {
            OutputFile.Check("--out", file, [folder], replace: true);
        }

        if (parsed.GetValue(_store) is { } store)
        {
            OutputFile.Check("--store", store, [folder], replace: true); // added to, if it is a store
        }

        using var journal = parsed.GetValue(_store) is { } kept ? Journal.Open(kept) : null;
        using var model = _model.Open(parsed);
        var (layers, trained) = (model.MoeLayers.Count, model.Config.Moe.Router.TrainedTopK);
        var options = new SearchOptions(
            parsed.GetValue(_method),
            ExpertBudget.Parse(parsed.GetRequiredValue(_budget), layers, trained)
        )
        {
            Measure = Enum.GetValues<Measure>().Single(measure => measure.Name() == parsed.GetValue(_measure)),
            Levels = parsed.GetValue(_levels) is { Length: > 0 } levels ? levels : null,
            Population = parsed.GetValue(_population),
            Generations = parsed.GetValue(_generations),
            Seed = parsed.GetValue(_seed),
            Sweep = new SweepOptions { Journal = journal, Progress = ConsoleProgress.Create() },
        };
        options.Check(layers, trained); // refused before tasks are fetched
        var data = parsed.GetValue(_data) is { } own ? new DataFolder(own) : null;
        var named = EvaluationTasks.Select(
            (parsed.GetValue(_tasks) ?? string.Empty).Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        );
        var tasks = await new TaskLoader(data, HubOptions.FromEnvironment()).LoadAsync(
            named,
            limit: parsed.GetValue(_limit) is > 0 and var limit ? limit : null,
            cancellationToken: stop
        );
        var result = await StructureSearch.RunAsync(model, tasks, options, stop);
        if (file is not null)
        {
            // Before anything is printed: whoever reads may have gone
            AtomicFile.WriteText(file, RoutingPolicyJson.Write(result.Policy) + "\n");
        }

        Print(result, tasks);
        Console.WriteLine(file is null ? RoutingPolicyJson.Write(result.Policy) : "written: " + file);
        return 0;
    }

    private static void Print(SearchResult result, IReadOnlyList<PreparedTask> tasks)
    {
        var (scale, unit) = result.Measure.Told();
        var (trained, even, chosen) = (result.TestPoints[0], result.TestPoints[1], result.TestPoints[2]);
        Console.WriteLine(
            $"{result.Method.ToString().ToLowerInvariant()}: {string.Join(' ', result.Policy.K)}, {result.Policy.K.Sum()} of {trained.Experts.Sum()} experts per token over {trained.Experts.Count} MoE layers (measured)"
        );
        if (result.Losses is { } losses)
        {
            Console.WriteLine(
                $"by layer, what one expert alone loses ({losses.Unit}): {string.Join(' ', losses.Losses.Select(layer => Fixed(layer[0])))}"
            );
        }

        Console.WriteLine(
            $"against the even allocation {string.Join(' ', even.Experts)}, in {unit} of {result.Measure.Name()}:"
        );
        Console.WriteLine(
            $"  questions chosen by:  {Line(result.OnDevelopment, scale)}, corrected for {Plural.Of(result.Looked, "allocation")} looked at"
        );
        Console.WriteLine(
            $"  questions never seen: {Line(result.OnTest, scale)}; the gain shrank by {Fixed(scale * result.Shrinkage)}, the luck of the choice"
        );
        Console.WriteLine($"against the trained model, questions never seen: {Line(result.AgainstTrained, scale)}");
        Console.WriteLine(
            $"accuracy there: trained {Percent(trained)}, even {Percent(even)}, chosen {Percent(chosen)}"
        );
        EvalReport.PrintSynthetic(Console.Out, tasks.Select(task => task.Task));
    }

    private static string Line(Comparison comparison, double scale) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{scale * comparison.Mean.Difference:+0.0000;-0.0000;0} ({scale * comparison.Corrected.Low:0.0000} to {scale * comparison.Corrected.High:0.0000}), {PValue.InWords(comparison.CorrectedP, 4)}, {Finding(comparison)}"
        );

    private static string Finding(Comparison comparison) =>
        comparison.Finding is Evaluation.Statistics.Finding.Better or Evaluation.Statistics.Finding.Worse
            ? comparison.Finding.InWords()
            : "no difference shown";

    private static string Percent(SweepPoint point) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * point.Mean:0.0} ± {100 * (point.StandardError ?? double.NaN):0.0}"
        );

    private static string Fixed(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
