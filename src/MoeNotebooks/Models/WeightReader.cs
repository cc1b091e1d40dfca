using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Reads a model's tensors from its checkpoint, under whichever of their names the files use.</summary>
internal sealed class WeightReader(Checkpoint checkpoint, ModelConfig config, ScalarType dtype, ExpertBackend experts = default)
    : WeightSource(config, dtype, experts)
{
    private readonly Architecture _family = Architecture.Named(config.Architecture);

    public override string? NameInFiles(string name) => checkpoint.Contains(name)
        ? name
        : _family.Aliases(name).FirstOrDefault(checkpoint.Contains);

    public override Tensor Read(ParameterSpec spec, Device device)
    {
        var type = spec.Float32 ? ScalarType.Float32 : DType;
        return checkpoint.Load(NameInFiles(spec.Name) ?? spec.Name, type, device).DetachFromDisposeScope();
    }

    public override void ReadInto(Tensor room, string name)
    {
        using var scope = NewDisposeScope();
        room.copy_(checkpoint.Load(NameInFiles(name) ?? name, DType));
    }

    /// <summary>
    /// Part of a tensor along its first dimension, out of the mapped file, in the model's type; only its pages are read, but all of
    /// a tensor of 8-bit floats.
    /// </summary>
    public override Tensor MapSome(string name, Func<Tensor, Tensor> part)
    {
        using var scope = NewDisposeScope();
        var inFiles = NameInFiles(name) ?? name;
        var values = part(EightBitFloats.Contain(checkpoint.Entry(inFiles).DType) ? checkpoint.Load(inFiles, DType) : checkpoint.Map(inFiles));
        values = values.dtype == DType ? values.clone() : values.to_type(DType);
        checkpoint.Release([inFiles]);
        return values.MoveToOuterDisposeScope();
    }
}
