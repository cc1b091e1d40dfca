// Makes the reference files of this folder and of ../cases from a full set of the same kinds (README.md):
// dotnet run tests/golden/trim.cs -- ../shared tests
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run tests/golden/trim.cs -- FULL OUT");
    return 2;
}

var (full, output) = (Path.Combine(args[0], "golden"), Path.Combine(args[1], "golden"));
Array.ForEach(Directory.GetDirectories(Path.Combine(full, "models")), folder =>
    Model(folder, Out("models", Path.GetFileName(folder)))
);
Array.ForEach(Directory.GetDirectories(Path.Combine(full, "tokenizers")), folder =>
    Tokenizer(folder, Out("tokenizers", Path.GetFileName(folder)))
);
Copy(Path.Combine(full, "lm-eval", "model"), Out("lm-eval", "model"), "*");
Array.ForEach(["zero-shot", "zero-shot-2-experts", "3-shot"], run =>
    Run(Path.Combine(full, "lm-eval", run), Out("lm-eval", run))
);
foreach (var folder in Directory.GetDirectories(Path.Combine(args[0], "cases"), "*-*"))
{
    var to = Directory.CreateDirectory(Path.Combine(args[1], "cases", Path.GetFileName(folder))).FullName;
    Copy(folder, to, "*.json");
    Samples(folder, to);
}

return 0;

string Out(params string[] parts) => Directory.CreateDirectory(Path.Combine([output, .. parts])).FullName;

// Weights whole; of the outputs the first three sequences (1, 7 and 33 tokens) and three numbers of active experts.
static void Model(string from, string to)
{
    const int Sequences = 3;
    Copy(from, to, "model*");
    Copy(from, to, "config.json");
    var tokens = Read(Path.Combine(from, "tokens.json"));
    tokens["sequences"] = new JsonArray([
        .. tokens["sequences"]!.AsArray().Take(Sequences).Select(ids => ids!.DeepClone()),
    ]);
    Write(Path.Combine(to, "tokens.json"), tokens);

    var facts = Read(Path.Combine(from, "golden.json"));
    var all = facts["experts"]!.AsArray().Select(k => k!.GetValue<int>()).ToArray();
    var trained = facts["bf16"]!["experts"]!.GetValue<int>();
    var kept = new[] { all[0], trained, all[^1], all[1] }.Distinct().Take(3).Order().ToArray();
    var tensors = Tensors(Path.Combine(from, "golden.safetensors"));
    facts["experts"] = new JsonArray([.. kept.Select(k => (JsonNode)k)]);
    facts["generated"] = new JsonObject(
        kept.Select(k => KeyValuePair.Create($"k{k}", facts["generated"]![$"k{k}"]?.DeepClone()))
    );
    facts["bf16"] = Bf16(tensors, trained, facts["bf16"]!["mean_abs_error_against_f32"]!.GetValue<double>(), Sequences);
    Write(Path.Combine(to, "golden.json"), facts);

    var prefixes = kept.Select(k => $"f32.k{k}.").Append("f32.pruned.").ToArray();
    WriteTensors(
        Path.Combine(to, "golden.safetensors"),
        tensors.Where(tensor =>
            prefixes.Any(prefix => tensor.Key.StartsWith(prefix, StringComparison.Ordinal))
            && (
                !tensor.Key.Contains(".logits.", StringComparison.Ordinal)
                || int.Parse(tensor.Key.Split('.')[^1]) < Sequences
            )
        )
    );
}

// How far the reference's own bf16 is from its f32, over the sequences that are kept; over all of them it must be what
// the full set says.
static JsonObject Bf16(
    Dictionary<string, (JsonNode Entry, byte[] Bytes)> tensors,
    int k,
    double recorded,
    int sequences
)
{
    var errors = Enumerable
        .Range(0, 4)
        .Select(n =>
            Values(tensors[$"bf16.k{k}.logits.{n}"])
                .Zip(Values(tensors[$"f32.k{k}.logits.{n}"]), (a, b) => Math.Abs((double)a - b))
                .ToArray()
        )
        .ToArray();
    var mean = errors.SelectMany(e => e).Average();
    return Math.Abs(mean - recorded) < 1e-3 * recorded
        ? new JsonObject
        {
            ["experts"] = k,
            ["mean_abs_error_against_f32"] = errors.Take(sequences).SelectMany(e => e).Average(),
        }
        : throw new InvalidDataException($"the mean error is {mean}, the full set says {recorded}");
}

// Cases made of characters; those that quote evaluation texts stand at the end and are left out.
static void Tokenizer(string from, string to)
{
    Copy(from, to, "tokenizer*.json");
    var golden = Read(Path.Combine(from, "golden.json"));
    golden["cases"] = new JsonArray([.. golden["cases"]!.AsArray().Take(293).Select(one => one!.DeepClone())]);
    Write(Path.Combine(to, "golden.json"), golden);
}

static void Run(string from, string to)
{
    Copy(from, to, "results_*.json");
    Samples(from, to);
}

// A run's numbers without its texts, which belong to others.
static void Samples(string from, string to)
{
    foreach (var file in Directory.GetFiles(from, "samples_*.jsonl"))
    {
        var lines = File.ReadLines(file)
            .Select(line =>
            {
                var sample = JsonNode.Parse(line)!.AsObject();
                Array.ForEach(["doc", "arguments", "resps"], name => sample.Remove(name));
                return sample.ToJsonString(Json.Compact) + "\n";
            });
        File.WriteAllText(Path.Combine(to, Path.GetFileName(file)), string.Concat(lines));
    }
}

static void Copy(string from, string to, string pattern)
{
    foreach (var file in Directory.GetFiles(from, pattern))
    {
        // Not the source's read-only mode
        File.WriteAllBytes(Path.Combine(to, Path.GetFileName(file)), File.ReadAllBytes(file));
    }
}

static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();

static void Write(string path, JsonObject value) => File.WriteAllText(path, value.ToJsonString(Json.Compact) + "\n");

static Dictionary<string, (JsonNode Entry, byte[] Bytes)> Tensors(string path)
{
    var file = File.ReadAllBytes(path);
    var start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
    var header = JsonNode.Parse(file.AsSpan(8, start - 8))!.AsObject();
    return header
        .Where(entry => entry.Key != "__metadata__")
        .ToDictionary(
            entry => entry.Key,
            entry =>
            {
                var offsets = entry.Value!["data_offsets"]!.AsArray().Select(o => start + o!.GetValue<int>()).ToArray();
                return (entry.Value.DeepClone(), file[offsets[0]..offsets[1]]);
            }
        );
}

static void WriteTensors(string path, IEnumerable<KeyValuePair<string, (JsonNode Entry, byte[] Bytes)>> tensors)
{
    var (header, data) = (new JsonObject(), new MemoryStream());
    foreach (var (name, (entry, bytes)) in tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
    {
        entry["data_offsets"] = new JsonArray(data.Length, data.Length + bytes.Length);
        header[name] = entry;
        data.Write(bytes);
    }

    var text = header.ToJsonString(Json.Compact);
    var json = Encoding.UTF8.GetBytes(text.PadRight((text.Length + 7) / 8 * 8));
    var length = new byte[8];
    BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
    File.WriteAllBytes(path, [.. length, .. json, .. data.ToArray()]);
}

static float[] Values((JsonNode Entry, byte[] Bytes) tensor) =>
    tensor.Entry["dtype"]!.GetValue<string>() switch
    {
        "F32" => [.. tensor.Bytes.Chunk(4).Select(b => BinaryPrimitives.ReadSingleLittleEndian(b))],
        "BF16" =>
        [
            .. tensor
                .Bytes.Chunk(2)
                .Select(b => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(b) << 16)),
        ],
        var other => throw new InvalidDataException($"{other} is not expected"),
    };

internal static class Json
{
    public static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
