using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>One layer's tensors by their names from <c>model.layers.{i}.</c> on; owns what it gives.</summary>
internal sealed class LayerWeights : IDisposable
{
    private readonly WeightReader _reader;
    private readonly Device _device;
    private readonly string _prefix;
    private readonly Dictionary<string, ParameterSpec> _unread;
    private readonly Dictionary<string, Tensor> _tensors = [];

    public LayerWeights(WeightReader reader, int layer, Device device)
    {
        (_reader, _device, _prefix) = (reader, device, ModelParameters.LayerPrefix(layer));
        _unread = Architecture.Named(reader.Config.Architecture).LayerParameters(reader.Config, layer)
            .Where(spec => spec.Part != ModelPart.Routed).ToDictionary(spec => spec.Name);
        try
        {
            foreach (var spec in _unread.Values.Where(spec => spec.Part is not (ModelPart.Dense or ModelPart.Shared)).ToList())
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

    /// <summary>All routed experts, stacked, from files that hold them one by one or fused.</summary>
    public RoutedExperts Experts(ExpertNames names, ModelConfig config)
    {
        var fused = names.FusedParameters(config).Select(spec => spec.Under(_prefix)).ToArray();
        if (fused.All(spec => _reader.NameInFiles(spec.Name) is not null))
        {
            return new RoutedExperts(Keep(names.FusedGateUp, _reader.Read(fused[0], _device)), Keep(names.FusedDown, _reader.Read(fused[1], _device)));
        }

        var gateUp = Room(fused[0].Shape, names.FusedGateUp);   // [E, 2I, h]
        var down = Room(fused[1].Shape, names.FusedDown);       // [E, h, I]
        for (var e = 0; e < config.Moe.Router.Experts; e++)
        {
            using var scope = NewDisposeScope();
            _reader.ReadInto(gateUp[e].narrow(0, 0, config.Moe.ExpertWidth), _prefix + names.One(e, names.Gate));
            _reader.ReadInto(gateUp[e].narrow(0, config.Moe.ExpertWidth, config.Moe.ExpertWidth), _prefix + names.One(e, names.Up));
            _reader.ReadInto(down[e], _prefix + names.One(e, names.Down));
        }

        return new RoutedExperts(gateUp, down);
    }

    /// <summary>Replaces a tensor by a rearranged one.</summary>
    public void Change(string name, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        var old = _tensors[name];
        _tensors[name] = change(old).contiguous().DetachFromDisposeScope();
        old.Dispose();
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    private Tensor Read(string name)
    {
        _unread.Remove(name, out var spec);
        return Keep(name, _reader.Read(spec!.Under(_prefix), _device));
    }

    private Tensor Room(IEnumerable<long> shape, string name) =>
        Keep(name, empty([.. shape], _reader.DType, _device).DetachFromDisposeScope());

    private Tensor Keep(string name, Tensor tensor) => _tensors[name] = tensor;
}
