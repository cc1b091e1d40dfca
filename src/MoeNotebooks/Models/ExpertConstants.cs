using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Configs;
using MoeNotebooks.Errors;
using static TorchSharp.torch;

namespace MoeNotebooks.Models;

/// <summary>What some experts give in place of their output: a constant vector each, whatever the token. The router
/// keeps its place for them and weighs the vector as it would the output; the experts themselves never run.</summary>
/// <remarks>The "novices" of MoNE (arXiv 2507.00390). No checkpoint format has such an expert, so constants are a file
/// of their own beside the full checkpoint: safetensors, with <c>layers.N.experts</c> [n] and <c>layers.N.outputs</c>
/// [n, h] for each MoE layer N.</remarks>
public sealed class ExpertConstants
{
    private const string Experts = "experts",
        Outputs = "outputs";

    /// <summary>Takes the vectors.</summary>
    /// <param name="vectors">Decoder layer to expert to what it gives, [h].</param>
    public ExpertConstants(IReadOnlyDictionary<int, IReadOnlyDictionary<int, float[]>> vectors) =>
        Vectors = new SortedDictionary<int, IReadOnlyDictionary<int, float[]>>(
            vectors.ToDictionary(
                layer => layer.Key,
                layer =>
                    (IReadOnlyDictionary<int, float[]>)new SortedDictionary<int, float[]>(layer.Value.ToDictionary())
            )
        ).AsReadOnly();

    /// <summary>
    /// Decoder layer to expert to what it gives, [h]; layers that are not named run all their experts.
    /// </summary>
    public IReadOnlyDictionary<int, IReadOnlyDictionary<int, float[]>> Vectors { get; }

    /// <summary>SHA-256 over all of it, so that results with equal constants can be told from others.</summary>
    public string Digest
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (layer, vectors) in Vectors)
            {
                foreach (var (expert, vector) in vectors)
                {
                    hash.AppendData(MemoryMarshal.AsBytes<int>([layer, expert]));
                    hash.AppendData(MemoryMarshal.AsBytes(vector.AsSpan()));
                }
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MoeMissingException">It is not there.</exception>
    /// <exception cref="MoeDataException">It holds anything else.</exception>
    public static ExpertConstants Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        using var scope = NewDisposeScope();
        var names = file.Tensors.Keys.Select(name => (Name: name, Layer: LayerOf(name))).ToArray();
        var other = names.FirstOrDefault(name => name.Layer is null).Name;
        return other is null && names.Length > 0
            ? new(
                names
                    .Select(name => name.Layer!.Value)
                    .Distinct()
                    .ToDictionary(layer => layer, layer => (IReadOnlyDictionary<int, float[]>)ReadLayer(file, layer))
            )
            : throw new MoeDataException(
                path,
                ErrorText.Name(other ?? string.Empty),
                "holds no constants of experts",
                "moe prune --replace constant --constants-out FILE writes some"
            );
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="origin">What is told about it in its metadata; <see langword="null"/> for nothing.</param>
    /// <exception cref="MoeUsageException">There is none.</exception>
    public void Write(string path, IReadOnlyDictionary<string, string>? origin = null)
    {
        if (Vectors.Count == 0)
        {
            throw new MoeUsageException("constants", "are none: no expert is pruned");
        }

        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            path,
            Vectors.SelectMany(layer =>
                new NamedTensor[]
                {
                    new(Name(layer.Key, Experts), tensor(layer.Value.Keys.Select(e => (long)e).ToArray())),
                    new(
                        Name(layer.Key, Outputs),
                        tensor(layer.Value.Values.SelectMany(vector => vector).ToArray()).view(layer.Value.Count, -1)
                    ),
                }
            ),
            origin
        );
    }

    /// <summary>Makes sure that they fit a model; says all that is wrong.</summary>
    /// <exception cref="MoeUsageException">They name a layer or an expert that is not there, leave a layer none that
    /// runs, or are no vectors of numbers as long as the hidden state.</exception>
    internal void Check(ModelConfig config)
    {
        var problems = new List<string>();
        foreach (var (layer, vectors) in Vectors)
        {
            problems.AddRange(
                config.MoeLayers.Contains(layer) ? [] : [$"are for layer {layer}, which is no MoE layer"]
            );
            problems.AddRange(
                vectors
                    .Keys.Where(e => e < 0 || e >= config.Moe.Router.Experts)
                    .Select(e =>
                        $"are for expert {e} of layer {layer}; there are {config.Moe.Router.Experts}, counted from 0"
                    )
            );
            problems.AddRange(
                vectors.Count < config.Moe.Router.Experts ? [] : [$"leave layer {layer} no expert that runs"]
            );
            problems.AddRange(
                vectors
                    .Where(pair => pair.Value.Length != config.HiddenSize)
                    .Take(1)
                    .Select(pair =>
                        $"have {pair.Value.Length} numbers for expert {pair.Key} of layer {layer}; the hidden state has {config.HiddenSize}"
                    )
            );
            problems.AddRange(
                vectors
                    .Where(pair => !pair.Value.All(float.IsFinite))
                    .Take(1)
                    .Select(pair => $"hold what is not a finite number for expert {pair.Key} of layer {layer}")
            );
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("constants", problems);
        }
    }

    private static Dictionary<int, float[]> ReadLayer(SafetensorsFile file, int layer)
    {
        var (experts, outputs) = (file.Entry(Name(layer, Experts)), file.Entry(Name(layer, Outputs)));
        if (
            experts is not { DType: TensorDType.I64, Shape: [> 0 and var count] }
            || outputs is not { DType: TensorDType.F32, Shape: [var rows, > 0 and < int.MaxValue and var size] }
            || count != rows
        )
        {
            throw new MoeDataException(file.Path, experts.Name, "is not int64 [n] beside outputs that are f32 [n, h]");
        }

        long[] numbers = [.. file.Read(experts.Name).data<long>()];
        if (numbers.Distinct().Count() < numbers.Length || numbers.Any(e => e is < 0 or > int.MaxValue))
        {
            throw new MoeDataException(file.Path, experts.Name, "names an expert twice, or one that cannot be");
        }

        return numbers
            .Zip(file.Read(outputs.Name).data<float>().Chunk((int)size))
            .ToDictionary(pair => (int)pair.First, pair => pair.Second);
    }

    private static string Name(int layer, string part) =>
        string.Create(CultureInfo.InvariantCulture, $"layers.{layer}.{part}");

    private static int? LayerOf(string name) =>
        name.Split('.') is ["layers", var number, Experts or Outputs]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
            ? layer
            : null;
}
