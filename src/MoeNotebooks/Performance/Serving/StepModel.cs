using MoeNotebooks.Performance.Hardware;

namespace MoeNotebooks.Performance.Serving;

/// <summary>What one step of an engine costs: what it reads, computes, moves and launches.</summary>
/// <remarks>
/// Devices work alike and at the same time, so that all times are one device's. Bytes by bandwidth, floating-point
/// operations by rate, launches by their number: on other hardware only the data sheet's figures change.
/// </remarks>
public sealed class StepModel
{
    private const int ActivationBytes = 2;
    private const int HeadsPerTile = 16; // query heads that share one reading of the cache
    private const int ScaledInputBytes = 3; // a 16-bit number read, an 8-bit one written
    private const int ScaledInputs = 8; // products of a layer whose inputs are scaled to 8 bits

    private readonly ServedModel _model;
    private readonly HardwareDescription _hardware;
    private readonly Deployment _deployment;
    private readonly EngineDescription _engine;
    private readonly EngineParameters _fitted;
    private readonly IReadOnlyList<(ExpertLoad Load, ExpertPopularity Popularity)> _groups;

    /// <summary>Puts a model, a machine and an engine together.</summary>
    /// <param name="model">What is served.</param>
    /// <param name="hardware">One of its devices.</param>
    /// <param name="deployment">How many there are.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="experts">Experts kept and used, layer by layer.</param>
    public StepModel(
        ServedModel model,
        HardwareDescription hardware,
        Deployment deployment,
        EngineDescription engine,
        IReadOnlyList<ExpertLoad> experts
    )
    {
        ArgumentNullException.ThrowIfNull(engine);
        (_model, _hardware, _deployment, _engine, _fitted) = (model, hardware, deployment, engine, engine.Parameters);
        _groups = [.. experts.Select(load => (load, load.Favourites(_fitted.Skew.Value)))];
    }

    /// <summary>One decode step.</summary>
    /// <param name="batch">Requests.</param>
    /// <param name="context">Tokens that each has in the cache, on average.</param>
    public StepCost Decode(double batch, double context)
    {
        var launches = _engine.Launches.OfStep(_model, batch);
        var cost = Work(batch, batch) with
        {
            Attention = batch / _deployment.Data * context * SecondsPerCachedToken,
            Launches = 1e-6 * launches * _fitted.LaunchUs.Value,
            Requests = 1e-6 * batch * _engine.RequestUs,
        };
        if (!(batch > _engine.GraphLimit) || _fitted.HostUs is not { } host)
        {
            return cost;
        }

        var device = cost.Seconds - cost.Requests;
        return cost with { Launches = cost.Launches + Math.Max(0, (1e-6 * launches * host.Value) - device) };
    }

    /// <summary>
    /// One prefill step: never a graph, and host and device take turns, as each layer asks whether there is a prefix.
    /// </summary>
    /// <param name="tokens">Tokens of the step, of one prompt or several.</param>
    /// <param name="length">Length of a prompt.</param>
    public StepCost Prefill(double tokens, double length)
    {
        var scores =
            _model.Layers
            * tokens
            * length
            / 2
            * _model.Heads
            / _deployment.Tensor
            / _deployment.Data
            * _model.ScoreWidth
            * 2;
        var scaling = _model.BlockColumns is null
            ? 0
            : (double)_model.Layers * tokens * _model.Hidden * ScaledInputs * ScaledInputBytes;
        var cost = Work(tokens, tokens / length);
        return cost with
        {
            Dense = cost.Dense + (scaling / Bandwidth(_engine.DenseRead)),
            Attention = scores / Rate(_fitted.KernelCompute.Value),
            Launches = 1e-6 * _engine.Launches.OfStep(_model, tokens) * (_fitted.HostUs ?? _fitted.LaunchUs).Value,
        };
    }

    /// <summary>Seconds of one layer's routed experts, router and launches included.</summary>
    /// <param name="tokens">Tokens processed together.</param>
    public double ExpertLayer(double tokens) =>
        Experts(tokens, _groups[0].Load, _groups[0].Popularity)
        + (1e-6 * _fitted.LaunchUs.Value * _engine.Launches.OfExperts(_model, tokens));

    /// <summary>Seconds of one gated linear unit, launches included: the dense twin of a mixture.</summary>
    /// <param name="tokens">Tokens processed together.</param>
    /// <param name="width">Its intermediate size.</param>
    /// <param name="launches">Its kernels.</param>
    public double DenseTwin(double tokens, double width, int launches) =>
        Unit(tokens, width) + (1e-6 * _fitted.LaunchUs.Value * launches);

    /// <summary>Seconds that one token in the cache adds to a decode step, all layers together.</summary>
    private double SecondsPerCachedToken
    {
        get
        {
            var tiles = Math.Max(1, (double)_model.Heads / _deployment.Tensor / _model.KeyValueHeads / HeadsPerTile);
            var part = _model.LatentCache ? 1 : 1.0 / Math.Min(_deployment.Tensor, _model.KeyValueHeads);
            return _model.Layers
                * _model.CachedBytes
                * part
                * _engine.CachePasses
                * tiles
                / Bandwidth(_fitted.CacheRead.Value);
        }
    }

    /// <summary>The products, the experts and the bytes between devices of one step.</summary>
    private StepCost Work(double tokens, double answers)
    {
        var own = tokens / _deployment.Data;
        var dense =
            (_model.Layers * Products(_model.Attention, own))
            + ((_model.Layers - _model.MoeLayers) * Unit(own, _model.DenseWidth))
            + (_model.MoeLayers * Unit(own, _model.SharedWidth))
            + Product(_model.Head, answers / _deployment.Data, bytes: ActivationBytes, blocks: null);
        var experts = _groups.Sum(group => group.Load.Layers * Experts(tokens, group.Load, group.Popularity));
        return new StepCost(
            dense,
            experts,
            0,
            Collectives.Seconds(_model, _deployment, _groups, tokens, _hardware.LinkBytesPerSecond),
            0,
            0
        );
    }

    /// <summary>Routed experts of one layer: those hit bring their weights once; every token brings its rows.</summary>
    private double Experts(double tokens, ExpertLoad load, ExpertPopularity popularity)
    {
        var cut = _deployment.Expert > 1 ? _deployment.Expert : _deployment.Tensor; // whole experts, or parts of all
        var rows = tokens * (load.PerToken ?? load.Active);
        var hit = load.Distinct ?? popularity.Distinct(load.Independent(tokens));
        var tiles = FewTiles(hit * 2 * _model.ExpertWidth / cut, _model.BlockColumns);
        var read = hit * _model.ExpertElements * _model.WeightBytes / cut * tiles / Bandwidth(_fitted.ExpertRead.Value);
        var computed = rows * _model.ExpertElements * 2 / cut / Rate(_fitted.KernelCompute.Value);
        var width = _deployment.Expert > 1 ? _model.ExpertWidth : (double)_model.ExpertWidth / cut;
        var moved =
            rows
            / (_deployment.Expert > 1 ? cut : 1)
            * ((_engine.HiddenPasses * _model.Hidden) + (_engine.WidthPasses * width))
            * ActivationBytes;
        return Overlap.Seconds(read, computed, Overlap.Grouped) + (moved / Bandwidth(_engine.DenseRead));
    }

    /// <summary>A dense or shared unit: its weights once, its activations for every token.</summary>
    private double Unit(double tokens, double width)
    {
        var moved =
            width == 0
                ? 0
                : tokens * ((2 * _model.Hidden) + (_engine.WidthPasses * width / _deployment.Tensor)) * ActivationBytes;
        return Products(WeightMatrix.Glu(_model.Hidden, width), tokens) + (moved / Bandwidth(_engine.DenseRead));
    }

    private double Products(IReadOnlyList<WeightMatrix> matrices, double tokens) =>
        matrices.Sum(matrix => Product(matrix, tokens, _model.WeightBytes, _model.BlockColumns));

    private double Product(WeightMatrix matrix, double tokens, int bytes, int? blocks)
    {
        var own = matrix.On(_deployment.Tensor);
        var reading = own.Elements * bytes * FewTiles(own.Columns, blocks) / Bandwidth(_engine.DenseRead);
        return Overlap.Seconds(reading, tokens * own.Elements * 2 / Rate(_engine.DenseCompute), Overlap.Dense);
    }

    /// <summary>
    /// How much slower weights are read when their tiles are fewer than the processors: products of 8-bit blocks give
    /// each block's columns to one processor, and none helps another. Other products divide their rows as well.
    /// </summary>
    private double FewTiles(double columns, int? blocks) =>
        blocks is { } block ? Math.Max(1, _hardware.Processors.Value / Math.Max(1, columns / block)) : 1;

    private double Bandwidth(double share) => _hardware.BytesPerSecond * share;

    private double Rate(double share) => _hardware.FlopsPerSecond * share;
}
