using CsCheck;
using MoeNotebooks.Checkpoints;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Checkpoints;

public sealed class SafetensorsRoundTripTests
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.BFloat16,
        ScalarType.Float16,
        ScalarType.Float32,
        ScalarType.Float64,
        ScalarType.Int8,
        ScalarType.Byte,
        ScalarType.Int16,
        ScalarType.Int32,
        ScalarType.Int64,
        ScalarType.Bool,
    ];

    private static readonly Gen<(string Name, ScalarType Type, long[] Shape)> OneTensor = Gen.Select(
        Gen.String[Gen.Char.AlphaNumeric, 1, 12],
        Gen.Int[0, Types.Length - 1].Select(i => Types[i]),
        Gen.Long[0, 5].Array[0, 4],
        (name, type, shape) => (name, type, shape)
    );

    [Fact]
    public void What_is_written_is_read()
    {
        using var folder = new TemporaryFolder();
        OneTensor
            .List[0, 8]
            .Select(list => list.DistinctBy(tensor => tensor.Name).ToList())
            .Sample(tensors => RoundTrips(folder["a.safetensors"], tensors), iter: 200, threads: 1);
    }

    private static bool RoundTrips(string path, List<(string Name, ScalarType Type, long[] Shape)> tensors)
    {
        using var scope = NewDisposeScope();
        var written = tensors.ToDictionary(
            tensor => tensor.Name,
            tensor => randint(0, 2, tensor.Shape, dtype: ScalarType.Float32).to(tensor.Type)
        );
        SafetensorsWriter.Write(
            path,
            written.Select(pair => new NamedTensor(pair.Key, pair.Value)),
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        using var file = SafetensorsFile.Open(path);
        return file.Metadata["format"] == "pt"
            && file.Tensors.Count == written.Count
            && written.All(pair => Equal(file.Read(pair.Key), pair.Value) && Equal(file.Map(pair.Key), pair.Value));
    }

    private static bool Equal(Tensor a, Tensor b) =>
        a.dtype == b.dtype && a.shape.SequenceEqual(b.shape) && a.eq(b).all().item<bool>();
}
