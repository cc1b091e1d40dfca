using MoeNotebooks.Configs;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>
/// Weights drawn at random where they are needed, for measurements of speed: no file is read or written.
/// </summary>
/// <remarks>Matrices are <see cref="RandomRows"/>; norms are 1 and biases 0.</remarks>
internal sealed class RandomWeights(ModelConfig config, ScalarType dtype, ExpertBackend experts, long seed)
    : WeightSource(config, dtype, experts),
        IDisposable
{
    private const int DrawnEmbeddings = 4093; // as many different tokens
    private readonly Generator _chance = new((ulong)seed, CPU);

    public override string? NameInFiles(string name) => null;

    public override Tensor Read(ParameterSpec spec, Device device)
    {
        long[] shape = [.. spec.Shape];
        var type = spec.Float32 ? ScalarType.Float32 : DType;
        if (shape.Length == 1)
        {
            return (IsNorm(spec) ? ones(shape, type, device) : zeros(shape, type, device)).DetachFromDisposeScope();
        }

        var drawn = spec.Part switch
        {
            ModelPart.Router => int.MaxValue,
            ModelPart.Embedding => DrawnEmbeddings,
            _ => RandomRows.Usual,
        };
        return RandomRows.Draw(shape, drawn, _chance, type, device);
    }

    public override void ReadInto(Tensor room, string name)
    {
        using var scope = NewDisposeScope();
        using var values = RandomRows.Draw(room.shape, RandomRows.Usual, _chance, DType, room.device);
        room.copy_(values);
    }

    public override Tensor MapSome(string name, Func<Tensor, Tensor> part) =>
        throw new InvalidOperationException($"{name}: random weights are all in memory");

    public void Dispose() => _chance.Dispose();

    private static bool IsNorm(ParameterSpec spec) =>
        spec.Part == ModelPart.Norm || spec.Name.Contains("norm", StringComparison.Ordinal);
}
