// Writes parquet/ and lm-eval/data/ of this folder with Apache Arrow's own writer, from the made-up items of data/mini
// (README.md): dotnet run tests/golden/parquet.cs -- data/mini tests/golden
#:package ParquetSharp
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.Arrow;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run tests/golden/parquet.cs -- data/mini OUT");
    return 2;
}

var parquet = Directory.CreateDirectory(Path.Combine(args[1], "parquet")).FullName;
foreach (var file in Directory.GetFiles(args[0], "*.jsonl"))
{
    var task = Path.GetFileNameWithoutExtension(file);
    var rows = File.ReadLines(file).Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
    rows.ToList().ForEach(row => row.Remove("about")); // not in the hub's schema

    var first = rows[..120];
    Write(Path.Combine(parquet, task + ".snappy.parquet"), first, new() { Compression = Compression.Snappy });
    Write(
        Path.Combine(parquet, task + ".zstd-small-groups.parquet"),
        first,
        new() { Compression = Compression.Zstd, GroupRows = 37 }
    );
    Write(
        Path.Combine(parquet, task + ".plain-v2.parquet"),
        first,
        new() { Compression = Compression.Uncompressed, Plain = true }
    );
    Write(
        Path.Combine(parquet, task + ".gzip-noncompliant.parquet"),
        first,
        new() { Compression = Compression.Gzip, Item = true }
    );
    Write(
        Path.Combine(parquet, task + ".large-string.parquet"),
        first,
        new() { Compression = Compression.Snappy, Large = true }
    );

    // The split that the task is evaluated on, 120 documents, and 40 in each other one.
    var evaluated = task is "arc_challenge" or "arc_easy" or "openbookqa" ? "test" : "validation";
    var folder = Directory.CreateDirectory(Path.Combine(args[1], "lm-eval", "data", task)).FullName;
    foreach (var (i, split) in new[] { evaluated, "train", evaluated == "test" ? "validation" : "test" }.Index())
    {
        var from = i == 0 ? 0 : 80 + (40 * i);
        Write(
            Path.Combine(folder, split + ".parquet"),
            rows[from..(from + (i == 0 ? 120 : 40))],
            new() { Compression = Compression.Snappy }
        );
    }
}

return 0;

static void Write(string path, JsonObject[] rows, Way way)
{
    var columns = rows[0].Select(field => Column(field.Key, [.. rows.Select(row => row[field.Key]!)], way)).ToArray();
    var schema = new Schema(columns.Select(column => column.Field), null);
    using var batch = new RecordBatch(schema, columns.Select(column => column.Values), rows.Length);
    using var properties = new WriterPropertiesBuilder();
    properties.Compression(way.Compression);
    if (way.Plain)
    {
        properties.DisableDictionary().DataPageVersion(ParquetDataPageVersion.V2);
    }

    using var arrow = new ArrowWriterPropertiesBuilder().StoreSchema();
    _ = way.Item ? arrow.DisableCompliantNestedTypes() : arrow.EnableCompliantNestedTypes();
    using var writer = new FileWriter(path, schema, properties.Build(), arrow.Build());
    writer.WriteRecordBatch(batch, way.GroupRows);
    writer.Close();
}

static (Field Field, IArrowArray Values) Column(string name, JsonNode[] values, Way way)
{
    IArrowArray array = values[0] switch
    {
        JsonObject => Struct(values, way),
        JsonValue value when value.TryGetValue(out long _) => name == "idx"
            ? new Int32Array.Builder().AppendRange(values.Select(v => v.GetValue<int>())).Build()
            : new Int64Array.Builder().AppendRange(values.Select(v => v.GetValue<long>())).Build(),
        _ => Strings(values.Select(v => v.GetValue<string>()), way),
    };
    return (new Field(name, array.Data.DataType, true), array);
}

static StructArray Struct(JsonNode[] values, Way way)
{
    var lists = values[0]
        .AsObject()
        .Select(field => (field.Key, Values: List([.. values.Select(v => v[field.Key]!.AsArray())], way)))
        .ToArray();
    var type = new StructType([.. lists.Select(list => new Field(list.Key, list.Values.Data.DataType, true))]);
    return new StructArray(type, values.Length, lists.Select(list => (IArrowArray)list.Values), ArrowBuffer.Empty, 0);
}

static ListArray List(JsonArray[] rows, Way way)
{
    var offsets = new ArrowBuffer.Builder<int>().Append(0);
    var total = 0;
    System.Array.ForEach(rows, row => offsets.Append(total += row.Count));
    var items = Strings(rows.SelectMany(row => row).Select(text => text!.GetValue<string>()), way);
    return new ListArray(
        new ListType(new Field("item", items.Data.DataType, true)),
        rows.Length,
        offsets.Build(),
        items,
        ArrowBuffer.Empty
    );
}

static IArrowArray Strings(IEnumerable<string> texts, Way way) =>
    way.Large ? Large(texts) : new StringArray.Builder().AppendRange(texts).Build();

// Strings with 64-bit offsets.
static LargeStringArray Large(IEnumerable<string> texts)
{
    var (offsets, bytes) = (new ArrowBuffer.Builder<long>().Append(0), new ArrowBuffer.Builder<byte>());
    foreach (var text in texts)
    {
        bytes.Append(System.Text.Encoding.UTF8.GetBytes(text).AsSpan());
        offsets.Append(bytes.Length);
    }

    return new LargeStringArray(offsets.Length - 1, offsets.Build(), bytes.Build(), ArrowBuffer.Empty);
}

/// <summary>One way of writing.</summary>
internal sealed record Way
{
    public Compression Compression { get; init; }

    public int GroupRows { get; init; } = 1_000;

    /// <summary>No dictionary, data pages of version 2.</summary>
    public bool Plain { get; init; }

    /// <summary>List leaves named <c>item</c>, not <c>element</c>.</summary>
    public bool Item { get; init; }

    public bool Large { get; init; }
}
