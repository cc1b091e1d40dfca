using System.Text.Json;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Files;

namespace MoeNotebooks.Interchange.Import;

/// <summary>A <c>results_*.json</c> of lm-evaluation-harness: what it says of the run.</summary>
internal sealed class LmEvalResultsFile
{
    private readonly JsonElement _root;

    private LmEvalResultsFile(string path, JsonElement root) => (Path, _root) = (path, root);

    public string Path { get; }

    /// <summary>The tasks with an accuracy, in the file's order.</summary>
    public IReadOnlyList<string> Tasks =>
        [
            .. Results
                .Where(task => Accuracy(task.Value) is not null && !Groups.Contains(task.Name))
                .Select(task => task.Name),
        ];

    /// <summary>What is no task of its own, or has no accuracy, in sentences.</summary>
    public IReadOnlyList<string> LeftOut =>
        [
            .. Named(
                " of a group, left out: its tasks are imported",
                Results.Where(task => Groups.Contains(task.Name))
            ),
            .. Named(
                " without an accuracy, left out",
                Results.Where(task => !Groups.Contains(task.Name) && Accuracy(task.Value) is null)
            ),
        ];

    private IEnumerable<JsonProperty> Results => Field(_root, "results").EnumerateObject();

    // group_subtasks names every task too, in some versions, with an empty list.
    private HashSet<string> Groups =>
        [
            .. Objects("groups").Select(group => group.Name),
            .. Objects("group_subtasks")
                .Where(group => group.Value is { ValueKind: JsonValueKind.Array } tasks && tasks.GetArrayLength() > 0)
                .Select(group => group.Name),
        ];

    public static LmEvalResultsFile Load(string path)
    {
        var file = new LmEvalResultsFile(path, StrictJson.Parse(path, PythonNumbers.ToJson(InputFile.ReadText(path))));
        return file.Field(file._root, "results").ValueKind == JsonValueKind.Object
            ? file
            : throw new MoeDataException(path, "results", "is not an object");
    }

    /// <summary>A task's accuracy as the file has it; may be NaN.</summary>
    public double Accuracy(string task)
    {
        var value = Accuracy(Field(Field(_root, "results"), task));
        return PythonNumbers.Read(value) ?? throw new MoeDataException(Path, $"results.{task}.acc", "is not a number");
    }

    /// <summary>A task's measures that are NaN or infinite, in a sentence.</summary>
    public IReadOnlyList<string> NotNumbers(string task)
    {
        string[] names =
        [
            .. Field(Field(_root, "results"), task)
                .EnumerateObject()
                .Where(measure => PythonNumbers.Read(measure.Value) is { } value && !double.IsFinite(value))
                .Select(measure => measure.Name),
        ];
        return names.Length == 0
            ? []
            :
            [
                $"{System.IO.Path.GetFileName(Path)}: {task}: {string.Join(", ", names)}: not a number; computed from the samples instead",
            ];
    }

    /// <summary>
    /// The run as the journal knows it: the model's arguments are part of the key, for they can change an answer.
    /// </summary>
    public JournalRun Describe(string task, string? modelName, IReadOnlyList<int>? experts)
    {
        var config = Find(_root, "config");
        var version = Text(_root, "lm_eval_version") ?? "of unknown version";
        var name = Text(_root, "model_name") ?? Text(config, "model") ?? "unknown";
        var conditions = new ScoringConditions
        {
            Engine = "lm-eval " + version,
            Model =
                $"{name}, {Find(config, "model_args")?.GetRawText().ReplaceLineEndings(" ")}, {Text(config, "model_sha")}",
            Tokenizer = "the run's own",
            DType = Text(config, "model_dtype")?.Replace("torch.", string.Empty, StringComparison.Ordinal) ?? "unknown",
            BosRule = "as lm-eval",
            Device = Text(config, "device") ?? "not recorded",
            Experts = experts,
            FewShot = Find(Find(_root, "n-shot"), task) is { ValueKind: JsonValueKind.Number } shots
                ? shots.GetInt32()
                : 0,
            MaxLength = Find(_root, "max_length") is { ValueKind: JsonValueKind.Number } length
                ? length.GetInt32()
                : null,
        };
        return new(
            conditions,
            modelName ?? name,
            Imported: true,
            new JsonObject { ["file"] = System.IO.Path.GetFileName(Path) }.ToJsonString()
        );
    }

    // Before lm-eval 0.4 a metric's name had no filter behind it.
    private static JsonElement? Accuracy(JsonElement task) => Find(task, "acc,none") ?? Find(task, "acc");

    private JsonProperty[] Objects(string name) =>
        Find(_root, name) is { ValueKind: JsonValueKind.Object } o ? [.. o.EnumerateObject()] : [];

    private IEnumerable<string> Named(string what, IEnumerable<JsonProperty> rows)
    {
        string[] names = [.. rows.Select(row => row.Name)];
        return names.Length == 0
            ? []
            :
            [
                $"{System.IO.Path.GetFileName(Path)}: {string.Join(", ", names)}: {Plural.Of(names.Length, "row")}{what}",
            ];
    }

    private static JsonElement? Find(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? parent, string name) =>
        Find(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private JsonElement Field(JsonElement parent, string name) =>
        Find(parent, name)
        ?? throw new MoeDataException(Path, name, "is missing", "Is this a results file of lm-evaluation-harness?");
}
