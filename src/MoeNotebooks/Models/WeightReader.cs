using MoeNotebooks.Checkpoints;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Reads a model's tensors from its checkpoint, under whichever of their names the files use.</summary>
internal sealed class WeightReader(Checkpoint checkpoint, ModelConfig config, ScalarType dtype)
{
    private readonly Architecture _family = Architecture.Named(config.Architecture);

    public ModelConfig Config => config;

    public ScalarType DType => dtype;

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

    /// <summary>Rows of a tensor over the mapped file, in the model's type; only their pages are read.</summary>
    public Tensor MapRows(string name, Tensor rows)
    {
        using var scope = NewDisposeScope();
        return checkpoint.Map(NameInFiles(name) ?? name).index_select(0, rows).to_type(dtype).MoveToOuterDisposeScope();
    }
}
