using System.Buffers.Binary;
using System.Text.Json;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;
using Parquet;
using Parquet.Schema;

namespace MoeNotebooks.Tests.Datasets;

/// <summary>What others' writers write, and group E of the reliability list.</summary>
[References]
public sealed class ParquetFileTests : IDisposable
{
    private static readonly DatasetSchema Arc = EvaluationTasks.ArcEasy.Schema;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("arc_challenge")]
    [InlineData("arc_easy")]
    [InlineData("boolq")]
    [InlineData("openbookqa")]
    [InlineData("rte")]
    [InlineData("winogrande")]
    public async Task Every_way_of_writing_gives_the_rows_of_the_json_lines(string name)
    {
        var files = Directory.GetFiles(Shared.Folder("golden/parquet"), name + ".*.parquet");
        files.Length.ShouldBeGreaterThanOrEqualTo(5);
        var schema = EvaluationTasks.Select([name])[0].Schema;
        var expected = JsonLines.Read(Rows(name), schema).Take(120).Select(Json).ToArray();
        foreach (var file in files)
        {
            (await ReadAsync(file, schema)).Select(Json).ShouldBe(expected, file);
        }
    }

    [Fact]
    public async Task The_hubs_own_rte_file_gives_the_rows_of_the_json_lines()
    {
        var rows = await ReadAsync(Shared.File("data/rte_validation.parquet"), EvaluationTasks.Rte.Schema);
        rows.Select(Json)
            .ShouldBe(JsonLines.Read(Shared.File("data/rte.jsonl"), EvaluationTasks.Rte.Schema).Select(Json));
    }

    [Theory]
    [InlineData("element", CompressionMethod.Snappy)]
    [InlineData("item", CompressionMethod.Zstd)]
    [InlineData("array", CompressionMethod.None)]
    public async Task List_leaves_are_found_whatever_their_name(string leaf, CompressionMethod compression)
    {
        var rows = await ReadAsync(
            _folder.Write("a.parquet", await ParquetSamples.ArcAsync(7, leaf, rowsInGroup: 3, compression)),
            Arc
        );
        rows.Count.ShouldBe(7);
        rows[6].Place.ShouldBe("row 7");
        rows[6].Texts("choices.text").ShouldBe(["a 6", "b 6", "c"]);
        rows[5].Text("answerKey").ShouldBe("C");
    }

    [Fact]
    public async Task A_label_beyond_32_bits_is_named_with_its_row()
    {
        DataField first = new DataField<string>("sentence1"),
            second = new DataField<string>("sentence2");
        DataField label = new DataField<long>("label"),
            idx = new DataField<int>("idx");
        var (stream, stop) = (new MemoryStream(), TestContext.Current.CancellationToken);
        await using (
            var writer = await ParquetWriter.CreateAsync(
                new ParquetSchema(first, second, label, idx),
                stream,
                cancellationToken: stop
            )
        )
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(first, new[] { "a", "b" });
            await group.WriteAsync(second, new[] { "c", "d" });
            await group.WriteAsync<long>(label, new[] { 1, 5_000_000_000 }, cancellationToken: stop);
            await group.WriteAsync<int>(idx, new[] { 0, 1 }, cancellationToken: stop);
            group.CompleteValidate();
        }

        var error = await Should.ThrowAsync<MoeDataException>(() =>
            ReadAsync(_folder.Write("a.parquet", stream.ToArray()), EvaluationTasks.Rte.Schema)
        );
        error.Message.ShouldContain(
            "row 2, field label: must be a whole number from -2147483648 to 2147483647, is 5000000000"
        );
    }

    [Fact]
    public async Task E75_a_file_without_its_magic_numbers_is_refused()
    {
        var good = await ParquetSamples.ArcAsync(5);
        (await FailsAsync([])).ShouldContain("has 0 bytes");
        (await FailsAsync(good[..8])).ShouldContain("has 8 bytes, too few");
        (await FailsAsync([.. "<htm"u8, .. good[4..]])).ShouldContain("does not begin with PAR1");
        (await FailsAsync([.. good[..^4], .. "PAR2"u8])).ShouldContain("does not end with PAR1");
        (await FailsAsync([.. good[..^4], .. "PARE"u8])).ShouldContain("encrypted");
    }

    [Theory]
    [InlineData(0x7fffffffu)]
    [InlineData(0x80000000u)]
    [InlineData(0xffffffffu)]
    [InlineData(1_000_000u)]
    public async Task E76_a_footer_longer_than_the_file_is_refused(uint length)
    {
        var file = await ParquetSamples.ArcAsync(5);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(file.Length - 8), length);
        (await FailsAsync(file)).ShouldContain("the footer should be");
    }

    [Fact]
    public async Task E78_a_length_of_two_gigabytes_in_the_footer_reserves_nothing()
    {
        // a structure with one binary field of 2^31-1 bytes
        byte[] footer = [0x18, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00];
        byte[] file = [.. "PAR1"u8, .. footer, (byte)footer.Length, 0, 0, 0, .. "PAR1"u8];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should
            .Throw<InvalidDataException>(() => ParquetGuard.Check(file))
            .Message.ShouldContain("a length of 2147483647 with 1 bytes left");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        (await FailsAsync(file)).ShouldContain("the footer is damaged");
    }

    [Fact]
    public async Task E82_columns_of_another_shape_or_type_are_named()
    {
        var path = _folder.Write("a.parquet", await ParquetSamples.ArcAsync(5));
        await FailsAsync("column id: must be a list of strings", new DatasetField("id", FieldKind.TextList));
        await FailsAsync(
            "column choices.text: must be a string column",
            new DatasetField("choices.text", FieldKind.Text)
        );
        await FailsAsync(
            "column question: must be a whole-number column, is ReadOnlyMemory",
            new DatasetField("question", FieldKind.Integer)
        );
        await FailsAsync("column passage: is missing", new DatasetField("passage", FieldKind.Text));

        async Task FailsAsync(string message, DatasetField field) =>
            (await Should.ThrowAsync<MoeDataException>(() => ReadAsync(path, new(null, field)))).Message.ShouldContain(
                message
            );
    }

    /// <summary>
    /// Found by fuzzing: the library wrote whole numbers over references to texts, and the process died.
    /// </summary>
    [Fact]
    public async Task E80_texts_in_an_encoding_of_whole_numbers_are_refused()
    {
        const int Encoding = 5655; // of a page's values: 8, zigzag
        var file = File.ReadAllBytes(
            Path.Combine(Shared.Repository, "tests/golden/parquet/arc_easy.zstd-small-groups.parquet")
        );
        file[Encoding].ShouldBe((byte)16);
        file[Encoding] = 6;
        var error = await Should.ThrowAsync<MoeDataException>(() =>
            ParquetFile.ReadAsync(
                _folder.Write("a.parquet", file),
                EvaluationTasks.ArcEasy.Schema,
                TestContext.Current.CancellationToken
            )
        );
        error.Message.ShouldContain("is not a readable Parquet file: values of type 6 in encoding 3");
    }

    [Fact]
    public async Task E83_a_file_cut_anywhere_is_refused()
    {
        var files = new[]
        {
            await ParquetSamples.ArcAsync(40),
            File.ReadAllBytes(Shared.File("golden/parquet/arc_challenge.zstd-small-groups.parquet")),
        };
        foreach (var file in files)
        {
            foreach (var percent in Enumerable.Range(0, 100))
            {
                await FailsAsync(file[..(file.Length * percent / 100)]);
            }

            await FailsAsync(file[..^1]);
        }
    }

    [Fact]
    public async Task E77_a_flipped_byte_is_refused_or_harmless()
    {
        var file = await ParquetSamples.ArcAsync(12, compression: CompressionMethod.None);
        var path = _folder["a.parquet"];
        for (var i = 0; i < file.Length; i++)
        {
            byte[] changed = [.. file];
            changed[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, changed);
            try
            {
                (await ReadAsync(path, Arc)).Count.ShouldBe(12);
            }
            catch (MoeDataException error)
            {
                error.Path.ShouldBe(path);
            }
        }
    }

    [Fact]
    public async Task E79_a_count_in_the_footer_that_disagrees_is_refused()
    {
        var file = await ParquetSamples.ArcAsync(5);
        var changed = 0;
        for (var i = FooterStart(file); i + 1 < file.Length - 8; i++)
        {
            if (file[i] == 0x16 && file[i + 1] == 10) // a 64-bit field that holds 5: rows or values
            {
                byte[] wrong = [.. file];
                wrong[i + 1] = 12;
                await FailsAsync(wrong);
                changed++;
            }
        }

        changed.ShouldBeGreaterThanOrEqualTo(5); // the file's rows, its group's, three flat columns' values
    }

    [Fact]
    public async Task E80_an_unknown_compression_is_named()
    {
        var file = await ParquetSamples.ArcAsync(5);
        var messages = new List<string>();
        for (var i = FooterStart(file); i + 1 < file.Length - 8; i++)
        {
            if (file[i] == 0x15 && file[i + 1] == 2) // a 32-bit field that holds 1: Snappy, where it is the compression
            {
                byte[] wrong = [.. file];
                wrong[i + 1] = 6;
                File.WriteAllBytes(_folder["a.parquet"], wrong);
                messages.Add(
                    await Record.ExceptionAsync(() => ReadAsync(_folder["a.parquet"], Arc)) is MoeDataException error
                        ? error.Message
                        : "read"
                );
            }
        }

        messages.ShouldContain(message =>
            message.Contains("compression LZO is not supported", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task E77_other_writers_files_damaged_anywhere_are_refused_or_harmless()
    {
        var random = new Random(77);
        var path = _folder["a.parquet"];
        foreach (var file in Directory.GetFiles(Shared.Folder("golden/parquet")).Order(StringComparer.Ordinal))
        {
            var schema = EvaluationTasks.Select([Path.GetFileName(file).Split('.')[0]])[0].Schema;
            var good = File.ReadAllBytes(file);
            for (var i = 0; i < 30; i++)
            {
                File.WriteAllBytes(path, Damage(good, random));
                var error = await Record.ExceptionAsync(() => ReadAsync(path, schema));
                (error is null or MoeDataException).ShouldBeTrue(error?.ToString());
            }
        }
    }

    /// <summary>
    /// A bit flipped, a run of bytes overwritten, or a piece left out: half of the time near the end, where the footer
    /// is.
    /// </summary>
    private static byte[] Damage(byte[] good, Random random)
    {
        byte[] bad = [.. good];
        var from = random.Next(2) == 0 ? 0 : Math.Max(0, good.Length - 1500);
        var at = random.Next(from, good.Length);
        var length = random.Next(1, Math.Min(40, good.Length - at) + 1);
        switch (random.Next(3))
        {
            case 0:
                bad[at] ^= (byte)(1 << random.Next(8));
                return bad;
            case 1:
                random.NextBytes(bad.AsSpan(at, length));
                return bad;
            default:
                return [.. good[..at], .. good[(at + length)..]];
        }
    }

    private static int FooterStart(byte[] file) =>
        file.Length - 8 - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));

    /// <summary>
    /// What the Parquet files were written from: the published sets, or the made-up ones of this repository.
    /// </summary>
    private static string Rows(string name) =>
        Shared.HasFull
            ? Shared.File($"data/{name}.jsonl")
            : Path.Combine(Shared.Repository, "data", "mini", name + ".jsonl");

    private static string Json(TaskDocument document) => JsonSerializer.Serialize(document.Fields);

    private static Task<IReadOnlyList<TaskDocument>> ReadAsync(string path, DatasetSchema schema) =>
        ParquetFile.ReadAsync(path, schema, TestContext.Current.CancellationToken);

    private async Task<string> FailsAsync(byte[] content)
    {
        var path = _folder.Write("a.parquet", content);
        return (await Should.ThrowAsync<MoeDataException>(() => ReadAsync(path, Arc))).Message;
    }
}
