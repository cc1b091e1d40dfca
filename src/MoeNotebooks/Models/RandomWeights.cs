using MoeNotebooks.Configs;
using MoeNotebooks.Native;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>Weights drawn at random where they are needed, for measurements of speed: no file is read or written.</summary>
/// <remarks>
/// Matrices have variance 1 / columns, so that activations keep their size; norms are 1 and biases 0. Speed does not depend on values, and
/// drawing takes time, so that rows repeat after a prime number of them; a router's rows are all drawn, or experts would be chosen together.
/// </remarks>
internal sealed class RandomWeights(ModelConfig config, ScalarType dtype, ExpertBackend experts, long seed)
    : WeightSource(config, dtype, experts), IDisposable
{
    private const int DrawnRows = 61;
    private const int DrawnEmbeddings = 4093; // as many different tokens
    private readonly Generator _chance = new((ulong)seed, CPU);

    public override string? NameInFiles(string name) => null;

    public override Tensor Read(ParameterSpec spec, Device device)
    {
        using var scope = NewDisposeScope();
        long[] shape = [.. spec.Shape];
        var type = spec.Float32 ? ScalarType.Float32 : DType;
        var values = shape.Length == 1 ? (IsNorm(spec) ? ones(shape, type) : zeros(shape, type)) : Rows(shape, type, spec.Part switch
        {
            ModelPart.Router => int.MaxValue,
            ModelPart.Embedding => DrawnEmbeddings,
            _ => DrawnRows,
        });
        return values.to(device).DetachFromDisposeScope();
    }

    public override void ReadInto(Tensor room, string name)
    {
        using var scope = NewDisposeScope();
        room.copy_(Rows(room.shape, DType, DrawnRows));
    }

    public override Tensor MapSome(string name, Func<Tensor, Tensor> part) =>
        throw new InvalidOperationException($"{name}: random weights are all in memory");

    public void Dispose() => _chance.Dispose();

    private static bool IsNorm(ParameterSpec spec) => spec.Part == ModelPart.Norm || spec.Name.Contains("norm", StringComparison.Ordinal);

    private Tensor Rows(long[] shape, ScalarType type, int drawn)
    {
        var rows = shape[..^1].Aggregate(1L, (a, b) => checked(a * b));
        drawn = (int)Math.Min(drawn, rows);
        var some = randn([drawn, shape[^1]], generator: _chance).Scale_(1 / Math.Sqrt(shape[^1])).to_type(type);
        return drawn == rows ? some.view(shape) : some.repeat((rows + drawn - 1) / drawn, 1).narrow(0, 0, rows).view(shape);
    }
}
