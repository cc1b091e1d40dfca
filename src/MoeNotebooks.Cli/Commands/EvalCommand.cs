using System.CommandLine;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Scoring;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Files;
using MoeNotebooks.Hub;
using MoeNotebooks.Interchange.LmEval;
using MoeNotebooks.Progress;
using MoeNotebooks.Tokenization;
using MoeNotebooks.Traces;

namespace MoeNotebooks.Cli.Commands;

/// <summary><c>moe eval</c>: log-likelihood evaluation with lm-eval's numbers, table and files.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var options = new EvalOptions();
        var command = options.Command();
        command.SetAction((parsed, stop) => RunAsync(options, parsed, TimeProvider.System, stop));
        return command;
    }

    private static async Task<int> RunAsync(
        EvalOptions options,
        ParseResult parsed,
        TimeProvider time,
        CancellationToken stop
    )
    {
        options.Check(parsed);
        if (parsed.GetValue(options.Output) is { } target)
        {
            OutputFile.CheckFolder("--output", target);
        }

        var policy = options.Routing.Policy(parsed);
        var named = options.Named(parsed);
        var name = options.Model.Name(parsed);
        var folder = ModelLocator.Resolve(name);
        var tokenizer = TokenizerJson.Load(folder, parsed.GetValue(options.Bos));
        var progress = ConsoleProgress.Create();
        var prepared = await LoadAsync(options, parsed, named, progress, stop);
        var started = time.GetLocalNow();
        EncodedTask[] tasks = [.. prepared.Select(task => EncodedTask.From(task, tokenizer))];
        SayUnseen(folder, tasks);
        var store = options.StoreFile(parsed);
        if (store is not null)
        {
            OutputFile.Check(
                "--store",
                store,
                [folder, parsed.GetValue(options.Perplexity), .. options.Routing.Files(parsed)],
                replace: true
            ); // added to, if it is a store
        }

        if (parsed.GetValue(options.Trace) is { } trace)
        {
            OutputFile.Check("--trace", trace, [folder, .. options.Routing.Files(parsed)], replace: true);
        }

        var (results, text, run) = options.Engine.IsRemote(parsed)
            ? await RemoteAsync(
                new RemoteEvaluation(
                    name,
                    folder,
                    tokenizer,
                    policy,
                    options.Engine.Read(parsed, name, policy, options.MaxLengthOf(parsed))
                )
            )
            : await LocalAsync(options, parsed, tokenizer, tasks, started, progress, stop);
        Report(
            options,
            parsed,
            run with
            {
                Limit = options.LimitOf(parsed),
                Elapsed = time.GetLocalNow() - started,
            },
            tasks,
            results,
            text
        );
        return 0;

        async Task<(IReadOnlyList<TaskResult>, TextResult?, RunDescription)> RemoteAsync(RemoteEvaluation engines) =>
            (await engines.RunAsync(tasks, store, progress, stop), null, engines.Describe(started));
    }

    private static async Task<(IReadOnlyList<TaskResult> Results, TextResult? Text, RunDescription Run)> LocalAsync(
        EvalOptions options,
        ParseResult parsed,
        ITokenizer tokenizer,
        IReadOnlyList<EncodedTask> tasks,
        DateTimeOffset started,
        IProgressReporter progress,
        CancellationToken stop
    )
    {
        var (name, policy) = (options.Model.Name(parsed), options.Routing.Policy(parsed));
        var scoring = options.Scoring(parsed);
        var constants = options.Routing.Constants(parsed);
        using var model = options.Model.Open(parsed, constants);
        model.Route(policy, scoring.Mask); // refused before anything is computed
        foreach (var told in scoring.Mask?.Notices(model.Config.Moe.Router) ?? [])
        {
            Runner.Say(told);
        }

        if (policy.Notice(model.MoeLayers.Count) is { } notice)
        {
            Runner.Say(notice);
        }

        using var trace = parsed.GetValue(options.Trace) is { } traced
            ? new TraceWriter(traced, TraceHeader.Of(model, policy))
            : null;
        using var recorder = trace is null ? null : new TraceRecorder(trace.Add, parsed.GetValue(options.TraceLogits));
        var scorer = new LocalScorer(model, scoring with { Trace = recorder })
        {
            Name = name,
            BosRule = tokenizer.BosRule,
        };
        var results = options.StoreFile(parsed) is { } store
            ? await StoredEvaluation.RunAsync(store, scorer, tasks, policy, progress, stop)
            : await Evaluator.RunAsync(tasks, scorer, policy, progress, stop);
        Complete(trace, parsed.GetValue(options.Trace));
        var text = parsed.GetValue(options.Perplexity) is { } file
            ? Measure(
                file,
                new TextScorer(model, scoring),
                tokenizer,
                policy,
                parsed.GetValue(options.Divergence),
                progress,
                stop
            )
            : null;
        var written = parsed.GetValue(options.Generate)
            ? ExactMatch.Run(
                model,
                [.. tasks.Where(task => ExactMatch.Applies(task.Prepared.Task))],
                policy,
                scoring.Mask,
                progress,
                stop
            )
            : [];
        var run = RunDescriptions.Of(
            name,
            model,
            tokenizer,
            policy,
            scorer.Limits.MaxLength!.Value,
            started,
            progress,
            stop
        );
        return (
            results,
            text,
            run with
            {
                TokensInBatch = scoring.TokensInBatch,
                Limits = scorer.Limits,
                Mask = scoring.Mask,
                ConstantsDigest = constants?.Digest,
                MeasuredExperts = scorer.MeanExperts(policy),
                DistinctExperts = scorer.DistinctExperts(policy),
                StepTokens = scoring.StepTokens,
                Written = written,
                PredictedStep =
                    scoring.StepTokens is { } step
                    && Forecasts.Of(
                        model,
                        name,
                        policy,
                        scorer.MeanExperts(policy),
                        scorer.DistinctExperts(policy),
                        scoring.Mask,
                        step
                    )
                        is var forecast
                        ? (forecast.Milliseconds, forecast.ToString())
                        : null,
            }
        );
    }

    private static void Complete(TraceWriter? trace, string? file)
    {
        if (trace is not null)
        {
            trace.Complete();
            Console.Error.WriteLine(
                $"written: {file}, {Plural.Of(trace.Rows, "row")}: one per step, MoE layer and token"
            );
        }
    }

    /// <summary>Says what is asked that the model was not trained for, where its folder tells.</summary>
    public static void SayUnseen(string folder, IReadOnlyList<EncodedTask> tasks)
    {
        foreach (var notice in TrainedFor.Read(folder)?.Notices(tasks) ?? [])
        {
            Runner.Say(notice);
        }
    }

    private static Task<IReadOnlyList<PreparedTask>> LoadAsync(
        EvalOptions options,
        ParseResult parsed,
        IReadOnlyList<EvaluationTask> tasks,
        IProgressReporter progress,
        CancellationToken stop
    )
    {
        var data = parsed.GetValue(options.Data) is { } folder ? new DataFolder(folder) : null;
        return new TaskLoader(data, HubOptions.FromEnvironment(), progress).LoadAsync(
            tasks,
            parsed.GetValue(options.FewShot),
            options.LimitOf(parsed),
            stop
        );
    }

    private static TextResult Measure(
        string file,
        TextScorer scorer,
        ITokenizer tokenizer,
        Routing.RoutingPolicy policy,
        bool divergence,
        IProgressReporter progress,
        CancellationToken stop
    ) => scorer.Measure(TextWindows.Read(file, tokenizer, scorer.Width), policy, divergence, progress, stop);

    private static void Report(
        EvalOptions options,
        ParseResult parsed,
        RunDescription run,
        IReadOnlyList<EncodedTask> tasks,
        IReadOnlyList<TaskResult> results,
        TextResult? text
    )
    {
        var written =
            parsed.GetValue(options.Output) is { } output && results.Count > 0
                ? LmEvalFolder.Write(output, run, tasks, results, parsed.GetValue(options.LogSamples))
                : null;
        if (parsed.GetValue(options.Json))
        {
            var json = results.Count > 0 ? LmEvalResults.Build(run, tasks, results) : [];
            json["text"] = text is null ? null : EvalReport.Json(parsed.GetValue(options.Perplexity)!, text);
            Console.WriteLine(PythonJson.Write(json, indent: 2));
        }
        else
        {
            EvalReport.Print(Console.Out, run, tasks, results, text);
        }

        if (written is not null)
        {
            Console.Error.WriteLine("written: " + written);
        }
    }
}
