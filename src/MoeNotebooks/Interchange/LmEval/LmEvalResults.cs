using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Interchange.LmEval;

/// <summary>lm-eval's <c>results_DATE.json</c>, with this kit's provenance under <c>moe</c>.</summary>
internal static partial class LmEvalResults
{
    /// <summary>The version of lm-eval whose layout and numbers this follows.</summary>
    public const string LayoutVersion = "0.4.13";

    /// <summary>The whole file as JSON.</summary>
    /// <param name="run">What was run.</param>
    /// <param name="tasks">The tasks as they were put to the model.</param>
    /// <param name="results">Their results, in the same order.</param>
    public static JsonObject Build(
        RunDescription run,
        IReadOnlyList<EncodedTask> tasks,
        IReadOnlyList<TaskResult> results
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        var prepared = tasks.Select(task => task.Prepared).ToArray();
        var root = new JsonObject
        {
            ["results"] = ByTask(results, result => result.Task.Name, Metrics),
            ["group_subtasks"] = new JsonObject(),
            ["configs"] = ByTask(prepared, task => task.Task.Name, LmEvalTaskConfig.Of),
            ["versions"] = ByTask(prepared, task => task.Task.Name, task => JsonValue.Create(task.Task.Version)),
            ["n-shot"] = ByTask(prepared, task => task.Task.Name, task => JsonValue.Create(task.FewShot)),
            ["higher_is_better"] = ByTask(
                results,
                result => result.Task.Name,
                result => ByTask(result.Metrics, metric => metric.Name, _ => JsonValue.Create(true))
            ),
            ["n-samples"] = ByTask(
                prepared,
                task => task.Task.Name,
                task => new JsonObject { ["original"] = task.OriginalCount, ["effective"] = task.Items.Count }
            ),
            ["config"] = Config(run),
            ["git_hash"] = null,
            ["date"] = run.Started.ToUnixTimeMilliseconds() / 1000.0,
            ["lm_eval_version"] = null,
        };
        Append(root, run, prepared);
        root["moe"] = Provenance(run, tasks);
        root["moe"]!["graded"] = ByTask(results, result => result.Task.Name, Graded);
        return root;
    }

    /// <summary>The model's name as lm-eval makes a folder's name of it.</summary>
    /// <param name="model">The name.</param>
    public static string FolderName(string model) => Unsafe().Replace(model, "__");

    private static JsonObject Metrics(TaskResult result)
    {
        var entry = new JsonObject
        {
            ["name"] = result.Task.Name,
            ["alias"] = result.Task.Name,
            ["sample_len"] = result.Items.Count,
        };
        foreach (var metric in result.Metrics)
        {
            entry[metric.Name + ",none"] = metric.Value;
            entry[metric.Name + "_stderr,none"] = metric.StandardError is { } error
                ? JsonValue.Create(error)
                : JsonValue.Create("N/A");
        }

        return entry;
    }

    // beside lm-eval's metrics, in nats, from the same likelihoods
    private static JsonObject Graded(TaskResult result) =>
        new(
            Measures
                .Graded.Select(result.In)
                .SelectMany(metric =>
                    new[]
                    {
                        KeyValuePair.Create(metric.Name, (JsonNode?)JsonValue.Create(metric.Value)),
                        KeyValuePair.Create(
                            metric.Name + "_stderr",
                            (JsonNode?)(metric.StandardError is { } error ? JsonValue.Create(error) : null)
                        ),
                    }
                )
        );

    private static JsonObject Config(RunDescription run) =>
        new()
        {
            ["model"] = "moe",
            ["model_args"] = new JsonObject
            {
                ["pretrained"] = run.Model,
                ["dtype"] = run.DType,
                ["policy"] = RoutingPolicyJson.Write(run.Policy),
            },
            ["model_num_parameters"] = run.Parameters,
            ["model_dtype"] = "torch." + run.DType,
            ["model_revision"] = "main",
            ["model_sha"] = string.Empty,
            ["batch_size"] = $"{run.TokensInBatch.ToString(CultureInfo.InvariantCulture)} tokens",
            ["batch_sizes"] = new JsonArray(),
            ["device"] = run.Device,
            ["use_cache"] = null,
            ["limit"] = run.Limit is { } limit ? JsonValue.Create((double)limit) : null,
            ["bootstrap_iters"] = null,
            ["gen_kwargs"] = new JsonObject(),
            ["random_seed"] = null,
            ["numpy_seed"] = null,
            ["torch_seed"] = null,
            ["fewshot_seed"] = (int)FewShotExamples.Seed,
        };

    private static void Append(JsonObject root, RunDescription run, IEnumerable<PreparedTask> tasks)
    {
        root["tokenizer_eos_token"] = Token(run.Eos);
        root["tokenizer_bos_token"] = Token(run.Bos);
        root["eot_token_id"] = run.Eos?.Id;
        root["max_length"] = run.MaxLength;
        root["task_hashes"] = ByTask(
            tasks,
            task => task.Task.Name,
            task => JsonValue.Create(LmEvalHashes.OfTask(task.Items))
        );
        root["model_source"] = "moe";
        root["model_name"] = run.Model;
        root["model_name_sanitized"] = FolderName(run.Model);
        root["system_instruction"] = null;
        root["system_instruction_sha"] = null;
        root["fewshot_as_multiturn"] = null;
        root["chat_template"] = null;
        root["chat_template_sha"] = null;
        root["total_evaluation_time_seconds"] = PythonJson.Number(run.Elapsed.TotalSeconds);
    }

    private static JsonObject Provenance(RunDescription run, IReadOnlyList<EncodedTask> tasks) =>
        new()
        {
            ["layout"] = "lm-eval " + LayoutVersion,
            ["weights_sha256"] = run.WeightsDigest,
            ["config_sha256"] = run.ConfigDigest,
            ["tokenizer_sha256"] = run.TokenizerDigest,
            ["data_sha256"] = ByTask(
                tasks,
                task => task.Prepared.Task.Name,
                task => JsonValue.Create(task.Prepared.DataDigest)
            ),
            ["policy"] = JsonNode.Parse(RoutingPolicyJson.Write(run.Policy)),
            ["active_experts"] = new JsonArray([.. run.ActiveExperts.Select(k => JsonValue.Create(k))]),
            ["pruning"] = run.Mask is { } mask ? JsonNode.Parse(mask.ToJson()) : null,
            ["pruning_sha256"] = run.Mask?.Digest,
            ["constants_sha256"] = run.ConstantsDigest,
            ["measured_experts"] = run.MeasuredExperts,
            ["distinct_experts_per_step"] = run.DistinctExperts,
            ["exact_match"] = ByTask(
                run.Written,
                written => written.Task.Name,
                written => new JsonObject
                {
                    ["exact_match"] = written.Mean.Value,
                    ["exact_match_stderr"] = written.Mean.StandardError,
                }
            ),
            ["step_tokens"] = run.StepTokens,
            ["predicted_step_ms"] = run.PredictedStep?.Milliseconds,
            ["dtype"] = run.DType,
            ["softmax_dtype"] = "float32",
            ["device"] = run.Device,
            ["bos_rule"] = run.BosRule,
            ["fewshot_seed"] = (int)FewShotExamples.Seed,
            ["versions"] = new JsonObject(
                run.Versions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))
            ),
            ["synthetic_tasks"] = new JsonArray([
                .. tasks
                    .Where(task => task.Prepared.Task.IsSynthetic)
                    .Select(task => JsonValue.Create(task.Prepared.Task.Name)),
            ]),
            ["items_cut"] = ByTask(
                tasks.Where(task => task.CutItems(run.Limits).Count > 0),
                task => task.Prepared.Task.Name,
                task => new JsonArray([.. task.CutItems(run.Limits).Select(index => JsonValue.Create(index))])
            ),
            ["items_with_special_tokens"] = ByTask(
                tasks.Where(task => task.SpecialTokenItems.Count > 0),
                task => task.Prepared.Task.Name,
                task => new JsonArray([.. task.SpecialTokenItems.Select(index => JsonValue.Create(index))])
            ),
        };

    private static JsonArray? Token((string Text, int Id)? token) =>
        token is { } known ? new JsonArray(known.Text, known.Id.ToString(CultureInfo.InvariantCulture)) : null;

    private static JsonObject ByTask<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode?> value) =>
        new(items.Select(item => KeyValuePair.Create(name(item), value(item))));

    [GeneratedRegex("""["<>:/|\\?*\[\]]+""")]
    private static partial Regex Unsafe();
}
