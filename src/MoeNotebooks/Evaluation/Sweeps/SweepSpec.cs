using System.Text.Json;
using System.Text.Json.Serialization;
using MoeNotebooks.Errors;
using MoeNotebooks.Paper;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>A sweep as a file: everything that makes its numbers what they are.</summary>
public sealed record SweepSpec
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>A folder, a model under data/models, or ORG/NAME.</summary>
    public required string Model { get; init; }

    /// <summary>Names of tasks; <c>mini</c> for the six synthetic ones, <c>all</c> for the six published ones.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Folder of the tasks' files, relative to the spec; <see langword="null"/> for the built-in ones and the hub's cache.</summary>
    public string? Data { get; init; }

    /// <summary>Only so many items of each task; <see langword="null"/> for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Examples before each question.</summary>
    public int FewShot { get; init; }

    /// <summary><c>f32</c> or <c>bf16</c>.</summary>
    public string DType { get; init; } = "f32";

    /// <summary>Whether a BOS token is prefixed.</summary>
    public BosMode Bos { get; init; }

    /// <summary>Tokens in a batch, padding counted; bounds the memory.</summary>
    public int TokensInBatch { get; init; } = 2048;

    /// <summary>Policies one by one, in their JSON form.</summary>
    public IReadOnlyList<JsonElement> Policies { get; init; } = [];

    /// <summary>All allocations over some levels and peaks.</summary>
    public SweepGrid? Grid { get; init; }

    /// <summary>A published table's allocations, scaled to the model: <c>table10</c> or <c>table11</c>.</summary>
    public string? Published { get; init; }

    /// <summary>The chance of even one false claim over the whole sweep.</summary>
    public double Level { get; init; } = 0.05;

    /// <summary>Seed of the bootstrap.</summary>
    public int Seed { get; init; } = 1234;

    /// <summary>Reads a spec.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">It is not a spec; says all that is out of range.</exception>
    public static SweepSpec Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new MoeMissingException(path, "there is no such file", "Write a sweep's spec there");
        }

        try
        {
            var spec = JsonSerializer.Deserialize<SweepSpec>(File.ReadAllText(path), Options) ?? throw new JsonException("is null");
            var problems = spec.Problems().ToArray();
            return problems.Length == 0 ? spec : throw MoeDataException.Many(path, problems);
        }
        catch (JsonException error)
        {
            throw new MoeDataException(path, error.Path ?? string.Empty, error.Message, inner: error);
        }
    }

    /// <summary>Every policy asked for, the trained one first: it is the baseline.</summary>
    /// <param name="shape">The model's shape.</param>
    /// <param name="path">The spec's file, for errors.</param>
    public IReadOnlyList<RoutingPolicy> All(MoeShape shape, string path) =>
    [
        RoutingPolicy.Trained,
        .. Policies.Select((policy, i) => RoutingPolicyJson.Read(policy.GetRawText(), $"{path}: policies[{i}]")),
        .. Grid is null ? [] : Allocation.Grid(Grid.Levels, Grid.Peaks),
        .. Published switch
        {
            "table10" => Scaled(PaperTables.Table10, MoeShape.DeepSeekV2Lite, shape),
            "table11" => Scaled(PaperTables.Table11, MoeShape.DeepSeekV3, shape),
            _ => [],
        },
    ];

    private static IEnumerable<Allocation> Scaled(IEnumerable<AllocationRow> rows, MoeShape from, MoeShape to) =>
        rows.Select(row => AllocationScaling.Scale(new Allocation(row.B, row.H, row.E, row.P), from, to));

    private IEnumerable<string> Problems()
    {
        (bool Wrong, string Problem)[] checks =
        [
            (string.IsNullOrWhiteSpace(Model), "model is empty"),
            (Tasks.Count == 0, "tasks names none"),
            (Limit < 1, $"limit is {Limit}, must be 1 or more"),
            (FewShot is < 0 or > 100, $"fewShot is {FewShot}, must be 0 to 100"),
            (DType is not ("f32" or "bf16"), $"dType is '{ErrorText.Name(DType)}', must be f32 or bf16"),
            (TokensInBatch < 1, $"tokensInBatch is {TokensInBatch}, must be 1 or more"),
            (Published is not (null or "table10" or "table11"), $"published is '{ErrorText.Name(Published ?? string.Empty)}', must be table10 or table11"),
            (!(Level > 0 && Level < 1), $"level is {Level}, must lie between 0 and 1"),
        ];
        return checks.Where(check => check.Wrong).Select(check => check.Problem);
    }
}
