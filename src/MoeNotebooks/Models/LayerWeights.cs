using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>One layer's tensors by their names from <c>model.layers.{i}.</c> on; owns what it gives.</summary>
internal sealed class LayerWeights : IDisposable
{
    private readonly WeightSource _reader;
    private readonly int _layer;
    private readonly Device _device;
    private readonly bool _paged;
    private readonly string _prefix;
    private readonly Dictionary<string, ParameterSpec> _unread;
    private readonly Dictionary<string, Tensor> _tensors = [];
    private RoutedExperts? _experts;

    /// <param name="reader">Reads the files.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="device">Where its tensors go.</param>
    /// <param name="paged">Whether experts are read when a token uses them, and not before.</param>
    public LayerWeights(WeightSource reader, int layer, Device device, bool paged)
    {
        (_reader, _layer, _device, _paged, _prefix) = (
            reader,
            layer,
            device,
            paged,
            ModelParameters.LayerPrefix(layer)
        );
        _unread = Architecture
            .Named(reader.Config.Architecture)
            .LayerParameters(reader.Config, layer)
            .Where(spec => spec.Part != ModelPart.Routed)
            .ToDictionary(spec => spec.Name);
        try
        {
            foreach (
                var spec in _unread
                    .Values.Where(spec => spec.Part is not (ModelPart.Dense or ModelPart.Shared))
                    .ToList()
            )
            {
                Read(spec.Name);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Tensor this[string name] => _tensors.TryGetValue(name, out var tensor) ? tensor : Read(name);

    public Tensor? Find(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>Two projections as one, the first's rows first: [a + b, in].</summary>
    public Tensor Fuse(string first, string second)
    {
        var (a, b) = (_unread[first], _unread[second]);
        var fused = Room([a.Shape[0] + b.Shape[0], a.Shape[1]], first + "+" + second);
        using var top = fused.narrow(0, 0, a.Shape[0]);
        using var bottom = fused.narrow(0, a.Shape[0], b.Shape[0]);
        _reader.ReadInto(top, _prefix + first);
        _reader.ReadInto(bottom, _prefix + second);
        _unread.Remove(first);
        _unread.Remove(second);
        return fused;
    }

    /// <summary>
    /// All routed experts, stacked, from files that hold them one by one or fused; where paged, read as tokens use
    /// them.
    /// </summary>
    public RoutedExperts Experts(ExpertNames names, ModelConfig config)
    {
        _experts = Open(names, config);
        return _experts = _reader.Constants?.Vectors.GetValueOrDefault(_layer) is { } constants
            ? _experts.Giving(constants, config.Moe.Router.Experts, config.HiddenSize, _device)
            : _experts;
    }

    private RoutedExperts Open(ExpertNames names, ModelConfig config)
    {
        var fused = names.FusedParameters(config).Select(spec => spec.Under(_prefix)).ToArray();
        var inFiles = fused.All(spec => _reader.NameInFiles(spec.Name) is not null);
        if (_paged)
        {
            return new RoutedExperts(config.Moe.Router.Experts, e =>
                inFiles
                    ? (_reader.MapOne(fused[0].Name, e), _reader.MapOne(fused[1].Name, e))
                    : OneExpert(names, e, fused[0].Shape, fused[1].Shape)
            );
        }

        if (inFiles)
        {
            return new RoutedExperts(
                Keep(names.FusedGateUp, _reader.Read(fused[0], _device)),
                Keep(names.FusedDown, _reader.Read(fused[1], _device)),
                _reader.Experts
            );
        }

        if (
            _device.type == TorchSharp.DeviceType.CPU
            && _reader.Experts is ExpertBackend.Automatic or ExpertBackend.Kernels
            && _reader.Stays(_prefix + names.One(0, names.Gate))
        )
        {
            return new RoutedExperts(OneByOne(names.Parameters(config)));
        }

        var gateUp = Room(fused[0].Shape, names.FusedGateUp); // [E, 2I, h]
        var down = Room(fused[1].Shape, names.FusedDown); // [E, h, I]
        for (var e = 0; e < config.Moe.Router.Experts; e++)
        {
            using var scope = NewDisposeScope();
            ReadExpert(names, e, gateUp[e], down[e]);
        }

        return new RoutedExperts(gateUp, down, _reader.Experts);
    }

    /// <summary>Experts where they lie: kernels need no stack of them.</summary>
    private KernelExperts OneByOne(IEnumerable<ParameterSpec> each)
    {
        Tensor Read(ParameterSpec spec) => _reader.Read(spec.Under(_prefix), _device);
        return new([.. each.Chunk(3).Select(one => new ExpertWeights(Read(one[0]), Read(one[1]), Read(one[2])))]);
    }

    private (Tensor GateUp, Tensor Down) OneExpert(
        ExpertNames names,
        int expert,
        IReadOnlyList<long> gateUpShape,
        IReadOnlyList<long> downShape
    )
    {
        var gateUp = empty([gateUpShape[1], gateUpShape[2]], _reader.DType);
        var down = empty([downShape[1], downShape[2]], _reader.DType);
        ReadExpert(names, expert, gateUp, down);
        return (gateUp, down);
    }

    private void ReadExpert(ExpertNames names, int expert, Tensor gateUp, Tensor down)
    {
        var inner = down.shape[1];
        _reader.ReadInto(gateUp.narrow(0, 0, inner), _prefix + names.One(expert, names.Gate));
        _reader.ReadInto(gateUp.narrow(0, inner, inner), _prefix + names.One(expert, names.Up));
        _reader.ReadInto(down, _prefix + names.One(expert, names.Down));
    }

    /// <summary>Replaces a tensor by a rearranged one.</summary>
    public void Change(string name, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        var old = _tensors[name];
        _tensors[name] = change(old).contiguous().DetachFromDisposeScope();
        old.Dispose();
    }

    /// <summary>A tensor made of others when it is first asked for.</summary>
    public Tensor Derived(string name, Func<Tensor> make)
    {
        if (!_tensors.TryGetValue(name, out var made))
        {
            using var scope = NewDisposeScope();
            made = Keep(name, make().DetachFromDisposeScope());
        }

        return made;
    }

    public void Dispose()
    {
        _experts?.Dispose();
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private Tensor Read(string name)
    {
        _unread.Remove(name, out var spec);
        if (spec!.Part == ModelPart.Router)
        {
            RefuseNaN(spec.Under(_prefix));
        }

        return Keep(name, _reader.Read(spec.Under(_prefix), _device));
    }

    /// <summary>
    /// One number that is none in a router spoils every token's choice, and in a selection bias it would not even show
    /// in the result.
    /// </summary>
    private void RefuseNaN(ParameterSpec spec)
    {
        using var values = _reader.Read(spec, CPU);
        using var scope = NewDisposeScope();
        if (values.isnan().sum().item<long>() is > 0 and var count)
        {
            throw new MoeDataException(
                _reader.Config.Path,
                spec.Name,
                $"{count} of {values.numel()} values are not numbers (NaN)",
                "The checkpoint is damaged: take its files from their source again"
            );
        }
    }

    private Tensor Room(IEnumerable<long> shape, string name) =>
        Keep(name, empty([.. shape], _reader.DType, _device).DetachFromDisposeScope());

    private Tensor Keep(string name, Tensor tensor) => _tensors[name] = tensor;
}
