using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Reads a model's tensors from its checkpoint, under whichever of their names the files use.</summary>
internal sealed class WeightReader(
    Checkpoint checkpoint,
    ModelConfig config,
    ScalarType dtype,
    ExpertBackend experts = default
) : WeightSource(config, dtype, experts)
{
    private readonly Architecture _family = Architecture.Named(config.Architecture);

    public override string? NameInFiles(string name) =>
        checkpoint.Contains(name) ? name : _family.Aliases(name).FirstOrDefault(checkpoint.Contains);

    public override Tensor Read(ParameterSpec spec, Device device)
    {
        var (type, name) = (spec.Float32 ? ScalarType.Float32 : DType, NameInFiles(spec.Name) ?? spec.Name);
        var read =
            type == DType && device.type == TorchSharp.DeviceType.CPU && Stays(name)
                ? checkpoint.Map(name)
                : checkpoint.Load(name, type, device);
        return read.DetachFromDisposeScope();
    }

    /// <summary>bf16 stays in the file, so that a large model opens at once.</summary>
    public override bool Stays(string name) =>
        DType == ScalarType.BFloat16 && checkpoint.Entry(NameInFiles(name) ?? name).DType == TensorDType.BF16;

    public override void ReadInto(Tensor room, string name) => checkpoint.LoadInto(room, NameInFiles(name) ?? name);

    /// <summary>
    /// Part of a tensor along its first dimension, out of the mapped file, in the model's type; only its pages are
    /// read, but all of a tensor of 8-bit floats.
    /// </summary>
    public override Tensor MapSome(string name, Func<Tensor, Tensor> part)
    {
        using var scope = NewDisposeScope();
        var inFiles = NameInFiles(name) ?? name;
        var values = part(
            EightBitFloats.Contain(checkpoint.Entry(inFiles).DType)
                ? checkpoint.Load(inFiles, DType)
                : checkpoint.Map(inFiles)
        );
        values = values.dtype == DType ? values.clone() : values.to_type(DType);
        checkpoint.Release([inFiles]);
        return values.MoveToOuterDisposeScope();
    }
}
