using MoeNotebooks.Configs;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Where a model's numbers come from: the files of a checkpoint, or chance.</summary>
internal abstract class WeightSource(ModelConfig config, ScalarType dtype, ExpertBackend experts)
{
    public ModelConfig Config => config;

    public ScalarType DType => dtype;

    /// <summary>How routed experts are computed.</summary>
    public ExpertBackend Experts => experts;

    /// <summary>What some experts give in place of running; <see langword="null"/> where all run.</summary>
    public ExpertConstants? Constants { get; init; }

    /// <summary>The name that the files use for a tensor; <see langword="null"/> where they have none.</summary>
    public abstract string? NameInFiles(string name);

    /// <summary>Reads a tensor, in the model's type or f32, outside any dispose scope; nobody writes to it.</summary>
    public abstract Tensor Read(ParameterSpec spec, Device device);

    /// <summary>
    /// Whether <see cref="Read"/> gives a tensor as it lies in a file, mapped, where the model runs on the CPU.
    /// </summary>
    public virtual bool Stays(string name) => false;

    /// <summary>Copies a tensor's values into a part of a larger one.</summary>
    public abstract void ReadInto(Tensor room, string name);

    /// <summary>Part of a tensor along its first dimension, read when it is asked for, in the model's type.</summary>
    public abstract Tensor MapSome(string name, Func<Tensor, Tensor> part);

    /// <summary>One entry of a stacked tensor.</summary>
    public Tensor MapOne(string name, int index) => MapSome(name, stacked => stacked[index]);
}
