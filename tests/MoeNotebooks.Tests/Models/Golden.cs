using System.Text.Json;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Routing;
using static TorchSharp.torch;

namespace MoeNotebooks.Tests.Models;

/// <summary>One of the tiny checkpoints with the results that Transformers computed from it.</summary>
internal sealed class Golden : IDisposable
{
    private readonly JsonDocument _facts;
    private readonly SafetensorsFile _tensors;

    public Golden(string name)
    {
        Folder = Shared.Folder("golden/models/" + name);
        _facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "golden.json")));
        _tensors = SafetensorsFile.Open(Path.Combine(Folder, "golden.safetensors"));
        using var tokens = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "tokens.json")));
        Sequences =
        [
            .. tokens
                .RootElement.GetProperty("sequences")
                .EnumerateArray()
                .Select(s => s.EnumerateArray().Select(id => id.GetInt64()).ToArray()),
        ];
    }

    /// <summary>Those that are there, so that a different set of the same kind runs as it is.</summary>
    public static TheoryData<string> Names() => [.. Shared.Names("golden/models")];

    /// <summary>Those with results of a smaller number of experts.</summary>
    public static TheoryData<string> PrunedNames() =>
        [
            .. Shared
                .Names("golden/models")
                .Where(name =>
                {
                    using var golden = new Golden(name);
                    return golden.HasPruned;
                }),
        ];

    public string Folder { get; }

    public IReadOnlyList<long[]> Sequences { get; }

    public IEnumerable<int> ActiveExperts => Root.GetProperty("experts").EnumerateArray().Select(k => k.GetInt32());

    public int Bf16Experts => Root.GetProperty("bf16").GetProperty("experts").GetInt32();

    public double Bf16MeanError => Root.GetProperty("bf16").GetProperty("mean_abs_error_against_f32").GetDouble();

    public bool HasPruned => Root.TryGetProperty("pruned", out _);

    public int PrunedExperts => Root.GetProperty("pruned").GetProperty("experts").GetInt32();

    public ExpertMask Kept =>
        ExpertMask.Parse("golden.json", Root.GetProperty("pruned").GetProperty("kept").GetRawText());

    private JsonElement Root => _facts.RootElement;

    public Tensor Read(string name) => _tensors.Read(name);

    public long[] Generated(int k) =>
        [.. Root.GetProperty("generated").GetProperty($"k{k}").EnumerateArray().Select(id => id.GetInt64())];

    public Tensor Ids(int sequence) => tensor(Sequences[sequence]).unsqueeze(0);

    /// <summary>Asserts |actual - expected| &lt;= tolerance · (max - min of expected) everywhere.</summary>
    public static void ShouldBeClose(Tensor actual, Tensor expected, string what, double tolerance = 1e-4)
    {
        actual.shape.ShouldBe(expected.shape, what);
        var range = (expected.max() - expected.min()).item<float>();
        (actual.to_type(ScalarType.Float32) - expected)
            .abs()
            .max()
            .item<float>()
            .ShouldBeLessThanOrEqualTo((float)(tolerance * range), what);
    }

    public void Dispose()
    {
        _facts.Dispose();
        _tensors.Dispose();
    }
}
