using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Paper;
using MoeNotebooks.Routing;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Evaluation.Sweeps;

/// <summary>
/// A sweep as a file: everything that makes its numbers what they are. <c>docs/sweep.md</c> lists the fields.
/// </summary>
public sealed record SweepSpec
{
    /// <summary>A spec that runs in a fresh clone within seconds.</summary>
    public const string Example = """
        {
          "model": "mini-softmax",
          "tasks": ["mini_rte", "mini_arc_easy"],
          "limit": 20,
          "policies": [
            {"policy": "topK", "k": 3},
            {"policy": "allocation", "b": 6, "h": 3, "e": 1, "p": 1}
          ],
          "grid": {"levels": [2, 6], "peaks": [2]}
        }
        """;

    /// <summary>A folder, a model under data/models, or ORG/NAME.</summary>
    public required string Model { get; init; }

    /// <summary>
    /// Names of tasks; <c>mini</c> for the six synthetic ones, <c>all</c> for the six published ones.
    /// </summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>
    /// Folder of the tasks' files, relative to the spec; <see langword="null"/> for the built-in ones and the hub's
    /// cache.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>Only so many items of each task; <see langword="null"/> for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Examples before each question.</summary>
    public int FewShot { get; init; }

    /// <summary><c>f32</c> or <c>bf16</c>.</summary>
    public string DType { get; init; } = "f32";

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>How experts are computed: <c>auto</c>, <c>sorted</c> or <c>grouped</c>.</summary>
    public string Experts { get; init; } = "auto";

    /// <summary>Main memory for weights, such as 12GB; <see langword="null"/> for what is free.</summary>
    public string? Memory { get; init; }

    /// <summary>GPU memory for weights; <see langword="null"/> for what is free.</summary>
    public string? DeviceMemory { get; init; }

    /// <summary>Whether a BOS token is prefixed.</summary>
    public BosMode Bos { get; init; }

    /// <summary>Tokens in a batch, padding counted; bounds the memory.</summary>
    public int TokensInBatch { get; init; } = 2048;

    /// <summary>
    /// Tokens of a step, over which experts are counted and policies that look at a step decide; <see langword="null"/>
    /// for all that run at once.
    /// </summary>
    public int? StepTokens { get; init; }

    /// <summary>
    /// Tokens beyond which a context is cut from the left; <see langword="null"/> for the model's own limit.
    /// </summary>
    public int? MaxLength { get; init; }

    /// <summary>Policies one by one.</summary>
    public IReadOnlyList<RoutingPolicy> Policies { get; init; } = [];

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
    /// <exception cref="MoeDataException">It is not a spec; says all that is wrong.</exception>
    public static SweepSpec Load(string path) =>
        SweepSpecReader.Read(
            InputFile.ReadText(path, help: "Write a sweep's spec there: 'moe sweep --example' prints one"),
            path
        );

    /// <summary>Every policy asked for, the trained one first: it is the baseline.</summary>
    /// <param name="shape">The model's shape.</param>
    public IReadOnlyList<RoutingPolicy> All(MoeShape shape) =>
        [
            RoutingPolicy.Trained,
            .. Policies,
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
}
