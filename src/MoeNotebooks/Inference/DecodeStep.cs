using MoeNotebooks.Cuda;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Inference;

/// <summary>
/// One new token for every row of a batch, again and again, behind a cache that holds their prompts. Ids, positions and
/// the mask stay on the device, and a step never waits for it: who wants to see the tokens reads them. On a CUDA device
/// the step is recorded and played again.
/// </summary>
internal sealed class DecodeStep : IDisposable
{
    private readonly MoeModel _model;
    private readonly StepPosition _position;
    private readonly KvCache _cache;
    private readonly Tensor _best; // [B, 1], f32, the scores that the newest tokens had
    private readonly IReadOnlyList<LayerRouting?> _routing;
    private readonly RecordedStep? _recorded;
    private readonly Tensor? _result; // [B, V], f32, of recorded steps
    private bool _taken; // whether a recorded step has taken its likeliest tokens already

    /// <summary>Prepares steps.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cache">Holds the prompts.</param>
    /// <param name="padding">Tokens of padding before each row's first.</param>
    /// <param name="routing">From <see cref="MoeModel.Route"/>.</param>
    /// <param name="fixedShapes">Whether every step has the same shapes; <see langword="null"/> for everywhere but on a
    /// CPU, where nothing waits for launches and looking at empty places would be work for nothing.</param>
    /// <param name="record">Whether steps on a CUDA device are recorded.</param>
    public DecodeStep(
        MoeModel model,
        KvCache cache,
        IReadOnlyList<int> padding,
        IReadOnlyList<LayerRouting?> routing,
        bool? fixedShapes = null,
        bool record = true
    )
    {
        (_model, _cache) = (model, cache);
        _routing = [.. routing.Select(layer => layer?.OnDevice(model.Config.Moe.Router.Experts, model.Device))];
        _position = model.StepFrom(cache, padding, fixedShapes ?? model.Device.type != TorchSharp.DeviceType.CPU);
        Ids = zeros([padding.Count, 1], ScalarType.Int64, model.Device).DetachFromDisposeScope();
        _best = zeros([padding.Count, 1], ScalarType.Float32, model.Device).DetachFromDisposeScope();
        if (record && CanRecord(routing))
        {
            _result = empty([padding.Count, model.Config.VocabularySize], ScalarType.Float32, model.Device)
                .DetachFromDisposeScope();
            _recorded = new RecordedStep(ForwardAndTake, cache, _result);
        }
    }

    /// <summary>Steps before they are as fast as they become.</summary>
    public int WarmUps => _recorded is null ? 0 : RecordedStep.WarmUps + 1;

    /// <summary>Kernels and copies of a recorded step; <see langword="null"/> where none is recorded.</summary>
    public int? Nodes => _recorded?.Nodes;

    /// <summary>[B, 1], the newest token of every row.</summary>
    public Tensor Ids { get; }

    /// <summary>Takes the likeliest tokens as the newest; of equal ones the first.</summary>
    /// <param name="logits">[B, V].</param>
    public void TakeBest(Tensor logits)
    {
        if (_taken)
        {
            return;
        }

        using var turn = Turn();
        Store(logits);
    }

    /// <summary>Reads the newest tokens, and so waits for them.</summary>
    /// <exception cref="MoeDataException">The scores that a token was taken by are not numbers, or all
    /// -inf.</exception>
    public int[] Read()
    {
        using var turn = Turn();
        using var scope = NewDisposeScope();
        return _best.cpu().data<float>().Any(score => float.IsNaN(score) || float.IsNegativeInfinity(score))
            ? throw Sampler.NotNumbers()
            : [.. Ids.cpu().data<long>().Select(id => (int)id)];
    }

    /// <summary>
    /// Reads scores, and so waits for them: a recorded step runs on a stream of its own, for which nothing else waits.
    /// </summary>
    /// <param name="logits">[B, V], from <see cref="Run"/> or of the prompts.</param>
    /// <returns>[B, V], f32, on the host.</returns>
    public Tensor Read(Tensor logits)
    {
        using var turn = Turn();
        return logits.cpu();
    }

    /// <summary>Takes given tokens as the newest.</summary>
    /// <param name="tokens">One for each row.</param>
    public void Take(int[] tokens)
    {
        using var given = tensor(tokens, ScalarType.Int64);
        Take(given);
    }

    /// <summary>Takes given tokens as the newest.</summary>
    /// <param name="tokens">[B], whole numbers; where they lie on the device, the host waits for nothing.</param>
    public void Take(Tensor tokens)
    {
        using var turn = Turn();
        using var column = tokens.unsqueeze(1);
        Ids.copy_(column);
        _taken = false;
    }

    /// <summary>Runs the newest tokens; the cache then holds them too.</summary>
    /// <returns>[B, V], f32, the scores of the tokens after them; of a recorded step, until the next one.</returns>
    public Tensor Run()
    {
        if (_recorded is null)
        {
            return Forward();
        }

        using var turn = Turn();
        _recorded.Run();
        _taken = true;
        return _result!.alias();
    }

    /// <summary>
    /// On a CUDA device with all layers there, and where nobody wants to see what routers decide: a recorded step calls
    /// nothing of the host's.
    /// </summary>
    private bool CanRecord(IReadOnlyList<LayerRouting?> routing) =>
        _position.HasFixedShapes
        && _model.LayerDevices.Prepend(_model.Device).All(device => device.type == TorchSharp.DeviceType.CUDA)
        && routing.All(layer => layer?.Observer is null);

    private CudaStream.Turn? Turn() => _recorded is null ? null : RecordedStep.Use();

    private Tensor ForwardAndTake()
    {
        var logits = Forward();
        Store(logits);
        return logits;
    }

    private void Store(Tensor logits)
    {
        using var scope = NewDisposeScope();
        _best.copy_(logits.amax([-1L], keepdim: true)); // NaN if any score is
        Ids.copy_(logits.argmax(-1, keepdim: true));
    }

    private Tensor Forward()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var context = new AttentionContext { Cache = _cache, Step = _position };
        var hidden = _model.Run(Ids, context, _routing); // [B, 1, h]
        _position.Advance();
        return _model.Logits(hidden.select(1, 0)).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _recorded?.Dispose();
        _result?.Dispose();
        _position.Dispose();
        _best.Dispose();
        Ids.Dispose();
        foreach (var layer in _routing)
        {
            layer?.Pruned?.Dispose();
        }
    }
}
