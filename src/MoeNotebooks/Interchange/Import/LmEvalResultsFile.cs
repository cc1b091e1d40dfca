using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Interchange.Import;

/// <summary>A <c>results_*.json</c> of lm-evaluation-harness: what it says of the run.</summary>
internal sealed class LmEvalResultsFile
{
    private readonly JsonElement _root;

    private LmEvalResultsFile(string path, JsonElement root) => (Path, _root) = (path, root);

    public string Path { get; }

    /// <summary>The tasks with an accuracy; groups and other measures are left out.</summary>
    public IReadOnlyList<string> Tasks =>
        [.. Field(_root, "results").EnumerateObject().Where(task => Find(task.Value, "acc,none") is not null).Select(task => task.Name)];

    public static LmEvalResultsFile Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var file = new LmEvalResultsFile(path, document.RootElement.Clone());
            if (file.Field(file._root, "results").ValueKind != JsonValueKind.Object)
            {
                throw new MoeDataException(path, "results", "is not an object");
            }

            return file;
        }
        catch (JsonException error)
        {
            throw new MoeDataException(path, string.Empty, "is not JSON: " + error.Message, inner: error);
        }
    }

    public double Accuracy(string task)
    {
        var value = Field(Field(Field(_root, "results"), task), "acc,none");
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw new MoeDataException(Path, $"results.{task}.acc,none", "is not a number");
    }

    /// <summary>The run as the journal knows it: the model's arguments are part of the key, for they can change an answer.</summary>
    public JournalRun Describe(string task, string? modelName, IReadOnlyList<int>? experts)
    {
        var config = Find(_root, "config");
        var version = Text(_root, "lm_eval_version") ?? "of unknown version";
        var name = Text(_root, "model_name") ?? Text(config, "model") ?? "unknown";
        var conditions = new ScoringConditions
        {
            Engine = "lm-eval " + version,
            Model = $"{name}, {Find(config, "model_args")?.GetRawText().ReplaceLineEndings(" ")}, {Text(config, "model_sha")}",
            Tokenizer = "the run's own",
            DType = Text(config, "model_dtype")?.Replace("torch.", string.Empty, StringComparison.Ordinal) ?? "unknown",
            BosRule = "as lm-eval",
            Experts = experts,
            FewShot = Find(Find(_root, "n-shot"), task) is { ValueKind: JsonValueKind.Number } shots ? shots.GetInt32() : 0,
            MaxLength = Find(_root, "max_length") is { ValueKind: JsonValueKind.Number } length ? length.GetInt32() : null,
        };
        return new(conditions, modelName ?? name, Imported: true, JsonSerializer.Serialize(new { file = System.IO.Path.GetFileName(Path) }));
    }

    private static JsonElement? Find(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? parent, string name) => Find(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private JsonElement Field(JsonElement parent, string name) =>
        Find(parent, name) ?? throw new MoeDataException(Path, name, "is missing", "Is this a results file of lm-evaluation-harness?");
}
