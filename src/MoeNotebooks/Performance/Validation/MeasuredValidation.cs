using MoeNotebooks.Performance.Hardware;
using MoeNotebooks.Performance.Serving;

namespace MoeNotebooks.Performance.Validation;

/// <summary>
/// The cost model against what GPUs did: fitted to a few rows of one H100, it predicts all others, and other cards by
/// their data sheet.
/// </summary>
public sealed class MeasuredValidation
{
    private const string Engine = "libtorch-graphs";
    private const string FittedOn = "h100-sxm";
    private const int Cache = 2048; // positions that a decode step of data/measured reads
    private const int UnitLaunches = 4; // kernels of the dense twin
    private const int SerialPairs = 16; // libtorch's index kernels take so many one after the other

    private static readonly int[] FittedLayers = [1, 64, 8192]; // tokens of V2-Lite's layer
    private static readonly Dictionary<string, string> Configs = new()
    {
        ["v2-lite"] = "deepseek-v2-lite",
        ["mixtral"] = "mixtral-8x7b",
        ["v3"] = "deepseek-v3",
    };

    private readonly Dictionary<string, ServedModel> _models = Configs.ToDictionary(
        pair => pair.Key,
        pair => ServedModel.Load(pair.Value) with { BlockColumns = null }
    ); // measured in bf16
    private readonly HardwareDescription _fittedOn = HardwareCatalog.Load(FittedOn);

    /// <summary>
    /// Fits to the bundled rows of an H100: the decode steps with six experts, and three sizes of V2-Lite's layer.
    /// </summary>
    public MeasuredValidation()
    {
        MeasuredRow[] rows = [.. Rows.Where(IsFitted)];
        FittedEngine = EngineFit.Fit(EngineDescription.Load(Engine), [.. rows.Select(row => row.Measured)], engine =>
            [.. rows.Select(row => Predict(row, _fittedOn, engine))]
        );
    }

    /// <summary>The bundled rows of an H100, decode steps and layers.</summary>
    public IReadOnlyList<MeasuredRow> Rows { get; } =
    [.. MeasuredRow.Bundled("h100-decode"), .. MeasuredRow.Bundled("h100-layers")];

    /// <summary>The engine as fitted.</summary>
    public EngineDescription FittedEngine { get; }

    /// <summary>Predicts rows.</summary>
    /// <param name="rows">What was measured, on any card.</param>
    /// <param name="hardware">That card.</param>
    public IReadOnlyList<MeasuredPrediction> Predict(IReadOnlyList<MeasuredRow> rows, HardwareDescription hardware)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(hardware);
        return
        [
            .. rows.Select(row => new MeasuredPrediction(
                row,
                Predict(row, hardware, FittedEngine),
                row.IsLayer ? Twin(row, hardware) : null,
                hardware.Name == FittedOn && IsFitted(row),
                Weak(row)
            )),
        ];
    }

    private static bool IsFitted(MeasuredRow row) =>
        row.IsLayer ? row.Shape == "v2-lite" && FittedLayers.Contains(row.Tokens) : row is { Test: "skip", Active: 6 };

    private double Predict(MeasuredRow row, HardwareDescription hardware, EngineDescription engine)
    {
        var model = Model(row);
        var experts = row.IsLayer ? ExpertLoad.Uniform(model) : ExpertLoad.Uniform(model, row.Active, row.Kept);
        var step = new StepModel(model, hardware, new Deployment(), engine, experts);
        return row.IsLayer ? 1e6 * step.ExpertLayer(row.Tokens) : row.Tokens / step.Decode(row.Tokens, Cache).Seconds;
    }

    private double Twin(MeasuredRow row, HardwareDescription hardware)
    {
        var model = Model(row);
        var step = new StepModel(model, hardware, new Deployment(), FittedEngine, ExpertLoad.Uniform(model));
        return 1e6 * step.DenseTwin(row.Tokens, (double)model.TrainedTopK * model.ExpertWidth, UnitLaunches);
    }

    private ServedModel Model(MeasuredRow row) =>
        _models.TryGetValue(row.Shape, out var model)
            ? model
            : throw new Errors.MoeDataException(
                "measurement",
                "shape",
                $"is '{Errors.ErrorText.Name(row.Shape)}'; known are {string.Join(", ", Configs.Keys)}"
            );

    /// <summary>
    /// Products whose tiles are just filled or just not: the model has no tiles, its curves are smooth. And where
    /// libtorch changes kernels with the number of pairs of token and expert (data/engines/README.md), which six
    /// experts per token cannot tell.
    /// </summary>
    private string? Weak(MeasuredRow row)
    {
        var model = Model(row);
        var pairs = (double)row.Tokens * (row.IsLayer ? model.TrainedTopK : row.Active);
        var rows = pairs / (row.IsLayer ? model.Experts : row.Kept);
        return row.Tokens == 1 ? "a single token: other kernels"
            : pairs <= SerialPairs ? "few pairs of token and expert: gathered one after the other"
            : rows is > 64 and < 160 ? "near a tile's edge"
            : null;
    }
}
