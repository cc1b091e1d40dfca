using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using MoeNotebooks.Models;
using static TorchSharp.torch;

namespace MoeNotebooks.Pruning;

/// <summary>The tensors of a checkpoint in which groups of experts have become one: every expert of a group has the
/// group's weights. What is unchanged stays in the mapped file.</summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="config">Its config.</param>
internal sealed class MergedTensors(Checkpoint checkpoint, ModelConfig config)
{
    private readonly WeightReader _reader = new(checkpoint, config, ScalarType.Float32);
    private readonly ExpertNames _names = Architecture.Named(config.Architecture).Routed;
    private readonly Dictionary<string, Tensor> _changed = []; // by the name in the files, in the files' type

    /// <summary>Merges a group of a layer.</summary>
    /// <param name="layer">The decoder layer.</param>
    /// <param name="group">The kept expert, then those merged into it, with uses.</param>
    /// <exception cref="MoeUsageException">The files hold weights of other types than f32, bf16 and f16.</exception>
    public void Merge(int layer, IReadOnlyList<(int Expert, long Uses)> group)
    {
        using var scope = NewDisposeScope();
        var prefix = ModelParameters.LayerPrefix(layer);
        var one = ExpertWeights.Centroid([.. group.Select(member => (Read(prefix, member.Expert), member.Uses))]);
        if (IsFused(prefix))
        {
            var gateUp = cat([one.Gate, one.Up], 0); // [2I, h]
            foreach (var (expert, _) in group)
            {
                Whole(prefix + _names.FusedGateUp)[expert].copy_(gateUp);
                Whole(prefix + _names.FusedDown)[expert].copy_(one.Down);
            }

            return;
        }

        var down = InFileType(prefix + _names.One(group[0].Expert, _names.Down), one.Down);
        var (gate, up) = (
            InFileType(prefix + _names.One(group[0].Expert, _names.Gate), one.Gate),
            InFileType(prefix + _names.One(group[0].Expert, _names.Up), one.Up)
        );
        foreach (var (expert, _) in group)
        {
            _changed[InFiles(prefix + _names.One(expert, _names.Gate))] = gate;
            _changed[InFiles(prefix + _names.One(expert, _names.Up))] = up;
            _changed[InFiles(prefix + _names.One(expert, _names.Down))] = down;
        }
    }

    /// <summary>All tensors, for a new file; mapped ones go into the open dispose scope.</summary>
    public IEnumerable<NamedTensor> All() =>
        checkpoint.Names.Select(name => new NamedTensor(
            name,
            _changed.GetValueOrDefault(name) ?? checkpoint.Map(name),
            checkpoint.Entry(name).DType
        ));

    private bool IsFused(string prefix) => _reader.NameInFiles(prefix + _names.FusedGateUp) is not null;

    private string InFiles(string name) => _reader.NameInFiles(name) ?? name;

    private ExpertWeights Read(string prefix, int expert)
    {
        var name = InFiles(IsFused(prefix) ? prefix + _names.FusedDown : prefix + _names.One(expert, _names.Down));
        if (checkpoint.Entry(name).DType is not (TensorDType.F32 or TensorDType.BF16 or TensorDType.F16) and var type)
        {
            throw new MoeUsageException(
                "replace",
                $"is merge; {name} holds {type}, of which no mean can be written",
                "Merge a checkpoint in bf16"
            );
        }

        if (IsFused(prefix))
        {
            var (gate, up) = _reader.MapOne(prefix + _names.FusedGateUp, expert).chunk(2, 0) is [var first, var second]
                ? (first, second)
                : default;
            return new(gate, up, _reader.MapOne(prefix + _names.FusedDown, expert));
        }

        Tensor One(string projection) => _reader.MapSome(prefix + _names.One(expert, projection), whole => whole);
        return new(One(_names.Gate), One(_names.Up), One(_names.Down));
    }

    /// <summary>A fused tensor, to be changed.</summary>
    private Tensor Whole(string name) =>
        _changed.TryGetValue(InFiles(name), out var known)
            ? known
            : _changed[InFiles(name)] = checkpoint.Map(InFiles(name)).clone().MoveToOuterDisposeScope();

    private Tensor InFileType(string name, Tensor values) =>
        values.to_type(checkpoint.Map(InFiles(name)).dtype).MoveToOuterDisposeScope();
}
