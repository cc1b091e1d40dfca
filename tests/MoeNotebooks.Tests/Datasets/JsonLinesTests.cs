using System.Text;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Tests.Datasets;

/// <summary>
/// Group D of the reliability list. CSV, zip and gzip (70, 71, 73, 74) do not apply: no data set is read from them.
/// </summary>
public sealed class JsonLinesTests : IDisposable
{
    private const string Good = """{"sentence1": "a", "sentence2": "b", "label": 0, "idx": 0}""";
    private const string Other = """{"sentence1": "c", "sentence2": "d", "label": 1, "idx": 1}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "rte.jsonl: has 0 bytes")]
    [InlineData("\n\r\n\n", "rte.jsonl: holds no records")]
    public void D62_a_file_without_records_is_refused(string content, string message) =>
        Fails(content).ShouldContain(message);

    [Theory]
    [InlineData(Good + "\n" + Other + "\n")]
    [InlineData(Good + "\n" + Other)]
    [InlineData(Good + "\r\n\r\n" + Other + "\r\n")]
    [InlineData(Good + "\r" + Other)]
    [InlineData("\ufeff" + Good + "\n" + Other)]
    public void D63_D64_D65_every_line_ending_and_a_byte_order_mark_are_fine(string content) =>
        Read(content).Select(document => document.Integer("idx")).ShouldBe([0, 1]);

    [Fact]
    public void D63_a_truncated_last_line_is_named() =>
        Fails(Good + "\n" + Other[..30]).ShouldContain("rte.jsonl: line 2: is not valid JSON");

    [Fact]
    public void D64_a_line_separator_inside_a_string_is_part_of_it() =>
        Read("{\"sentence1\": \"a\u2028b\", \"sentence2\": \"b\", \"label\": 0, \"idx\": 0}")[0]
            .Text("sentence1")
            .ShouldBe("a\u2028b");

    [Fact]
    public void D65_other_encodings_are_refused()
    {
        Fails([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Good)])
            .ShouldContain("line 1: is UTF-16. Save the file as UTF-8.");
        Fails(Encoding.Latin1.GetBytes(Good + "\n" + Other.Replace("c", "é"))).ShouldContain("line 2: is not UTF-8");
        Fails(Good.Replace("\"a\"", "\"\\ud800\"")).ShouldContain("line 1: holds a text that is half a surrogate pair");
    }

    [Fact]
    public void D66_a_line_without_end_is_refused_before_it_is_kept()
    {
        var path = _folder["rte.jsonl"];
        using (var file = File.Create(path))
        {
            file.SetLength(1L << 30);
        }

        Should
            .Throw<MoeDataException>(() => JsonLines.Read(path, EvaluationTasks.Rte.Schema))
            .Message.ShouldContain("line 1: is longer than 16 MiB");
    }

    [Fact]
    public void D67_duplicates_are_refused()
    {
        Fails(Good.Replace("sentence2", "sentence1")).ShouldContain("line 1: is not valid JSON");
        Fails(Good + "\n\n" + Good).ShouldContain("line 3, field idx: is '0', as in line 1; ids must differ");
    }

    [Theory]
    [InlineData("\"label\": 0, ", "", "line 1, field label: is missing")]
    [InlineData("\"label\": 0", "\"label\": null", "line 1, field label: is null")]
    [InlineData("\"label\": 0", "\"label\": \"0\"", "line 1, field label: must be a whole number")]
    [InlineData("\"label\": 0", "\"label\": 0.5", "line 1, field label: must be a whole number")]
    [InlineData("\"label\": 0", "\"label\": 1e400", "line 1, field label: must be a whole number")]
    [InlineData("\"label\": 0", "\"label\": 9999999999", "line 1, field label: must be a whole number")]
    [InlineData("\"label\": 0", "\"label\": NaN", "line 1: is not valid JSON")]
    [InlineData("\"sentence1\": \"a\"", "\"sentence1\": [\"a\"]", "line 1, field sentence1: must be a string")]
    public void D68_D72_a_wrong_field_is_named_with_its_line(string was, string now, string message) =>
        Fails(Good.Replace(was, now)).ShouldContain(message);

    [Theory]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("3")]
    public void D68_a_line_that_is_no_object_is_refused(string line) =>
        Fails(line).ShouldContain("line 1: must be a JSON object");

    [Fact]
    public void D68_extra_fields_and_minus_zero_are_fine()
    {
        var document = Read(Good.Replace("\"label\": 0", "\"label\": -0, \"more\": [true, 1.5, {}]"))[0];
        document.Integer("label").ShouldBe(0);
        document.Fields.Select(field => field.Key).ShouldBe(["sentence1", "sentence2", "label", "idx"]);
    }

    [Fact]
    public void A_missing_file_is_missing_and_a_folder_is_no_file()
    {
        Should
            .Throw<MoeMissingException>(() => JsonLines.Read(_folder["none.jsonl"], EvaluationTasks.Rte.Schema))
            .ExitCode.ShouldBe(4);
        Should.Throw<MoeDataException>(() => JsonLines.Read(_folder.Path, EvaluationTasks.Rte.Schema));
    }

    private IReadOnlyList<TaskDocument> Read(string content) =>
        JsonLines.Read(_folder.Write("rte.jsonl", content), EvaluationTasks.Rte.Schema);

    private string Fails(string content) => Fails(Encoding.UTF8.GetBytes(content));

    private string Fails(byte[] content)
    {
        var path = _folder.Write("rte.jsonl", content);
        var error = Should.Throw<MoeDataException>(() => JsonLines.Read(path, EvaluationTasks.Rte.Schema));
        error.Path.ShouldBe(path);
        return error.Message;
    }
}
