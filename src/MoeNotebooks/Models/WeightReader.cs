using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Reads a model's tensors from its checkpoint, under whichever of their names the files use.</summary>
internal sealed class WeightReader(Checkpoint checkpoint, ModelConfig config, ScalarType dtype, ExpertBackend experts = default)
{
    private readonly Architecture _family = Architecture.Named(config.Architecture);

    public ModelConfig Config => config;

    public ScalarType DType => dtype;

    /// <summary>How routed experts are computed.</summary>
    public ExpertBackend Experts => experts;

    /// <summary>The name that the files use for a tensor; <see langword="null"/> where they have none.</summary>
    public string? NameInFiles(string name) => checkpoint.Contains(name)
        ? name
        : _family.Aliases(name).FirstOrDefault(checkpoint.Contains);

    /// <summary>Reads a tensor into memory of its own, in the model's type or f32, outside any dispose scope.</summary>
    public Tensor Read(ParameterSpec spec, Device device)
    {
        var type = spec.Float32 ? ScalarType.Float32 : dtype;
        return checkpoint.Load(NameInFiles(spec.Name) ?? spec.Name, type, device).DetachFromDisposeScope();
    }

    /// <summary>Copies a tensor's values into a part of a larger one.</summary>
    public void ReadInto(Tensor room, string name)
    {
        using var scope = NewDisposeScope();
        room.copy_(checkpoint.Load(NameInFiles(name) ?? name, dtype));
    }

    /// <summary>
    /// Part of a tensor along its first dimension, out of the mapped file, in the model's type; only its pages are read, but all of
    /// a tensor of 8-bit floats.
    /// </summary>
    public Tensor MapSome(string name, Func<Tensor, Tensor> part)
    {
        using var scope = NewDisposeScope();
        var inFiles = NameInFiles(name) ?? name;
        var values = part(EightBitFloats.Contain(checkpoint.Entry(inFiles).DType) ? checkpoint.Load(inFiles, dtype) : checkpoint.Map(inFiles));
        values = values.dtype == dtype ? values.clone() : values.to_type(dtype);
        checkpoint.Release([inFiles]);
        return values.MoveToOuterDisposeScope();
    }

    /// <summary>One entry of a stacked tensor.</summary>
    public Tensor MapOne(string name, int index) => MapSome(name, stacked => stacked[index]);
}
