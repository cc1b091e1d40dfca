using System.Text;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests.Checkpoints;

/// <summary>Bad input, group A: what a header may hold, and what it may not.</summary>
public sealed class SafetensorsHeaderTests
{
    private const string Cut = ". The file is cut short or not a safetensors file: download it again";

    public static TheoryData<string, string, int, string> Broken =>
        new()
        {
            { "3 no JSON at all", "", 0, "header: is not valid JSON: The input does not contain any JSON tokens" },
            { "8 a list", "[]", 0, "header: is not a JSON object" },
            { "8 a number", "1", 0, "header: is not a JSON object" },
            { "8 null", "null", 0, "header: is not a JSON object" },
            { "9 cut short", "{\"a\":{\"dtype\":\"U8\"", 0, "header: is not valid JSON: " },
            { "9 text behind the object", "{}x", 0, "header: is not valid JSON: " },
            { "9 a comment", "{/**/}", 0, "header: is not valid JSON: " },
            { "9 a comma too many", "{\"a\":" + Entry() + ",}", 1, "header: is not valid JSON: " },
            { "9 half a surrogate pair", "{\"\\ud800\":" + Entry() + "}", 1, "header: is not valid JSON: " },
            {
                "11 a name twice",
                "{\"a\":" + Entry() + ",\"a\":" + Entry("U8", "[1]", "[1,2]") + "}",
                2,
                "a: the header names this tensor twice"
            },
            {
                "11 a field twice",
                "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}",
                1,
                "a: dtype appears twice"
            },
            {
                "11 another field twice",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"shape\":[1],\"data_offsets\":[0,1]}}",
                1,
                "a: shape appears twice"
            },
            { "12 metadata twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "__metadata__: appears twice" },
            {
                "12 a metadata key twice",
                "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}",
                0,
                "__metadata__: 'k' appears twice"
            },
            { "13 a number in metadata", "{\"__metadata__\":{\"k\":1}}", 0, "__metadata__: 'k' must be text" },
            { "13 metadata as text", "{\"__metadata__\":\"x\"}", 0, "__metadata__: must be an object of text values" },
            { "14 unknown type", Tensor("F128", "[1]", "[0,16]"), 16, "a: dtype 'F128' is none of the format's types" },
            {
                "14 type as a number",
                "{\"a\":{\"dtype\":1,\"shape\":[1],\"data_offsets\":[0,1]}}",
                1,
                "a: dtype must be text"
            },
            {
                "15 negative",
                Tensor("U8", "[-1]", "[0,1]"),
                1,
                "a: shape holds -1; it must hold whole numbers from 0 to 9223372036854775807"
            },
            { "15 a fraction", Tensor("U8", "[1.5]", "[0,1]"), 1, "a: shape holds 1.5; it must hold" },
            { "15 an exponent", Tensor("U8", "[1e3]", "[0,1000]"), 1000, "a: shape holds 1e3; it must hold" },
            { "15 text", Tensor("U8", "[\"2\"]", "[0,2]"), 2, "a: shape holds \"2\"; it must hold" },
            {
                "15 2^64",
                Tensor("U8", "[18446744073709551616]", "[0,2]"),
                2,
                "a: shape holds 18446744073709551616; it must hold"
            },
            {
                "15 a list in the list",
                Tensor("U8", "[[1]]", "[0,1]"),
                1,
                "a: shape holds a nested value; it must hold"
            },
            { "15 no list", Tensor("U8", "1", "[0,1]"), 1, "a: shape must be a list of whole numbers" },
            {
                "16 product too large",
                Tensor("U8", "[4,4611686018427387904]", "[0,2]"),
                2,
                "a: shape [4, 4611686018427387904] of U8 has more than 2^64 bits"
            },
            {
                "16 the reference's case",
                Tensor("U8", "[2,18446744073709551614]", "[0,2]"),
                2,
                "a: shape holds 18446744073709551614; it must hold"
            },
            {
                "17 product times size too large",
                Tensor("I32", "[2,9223372036854775807]", "[0,2]"),
                2,
                "a: shape [2, 9223372036854775807] of I32 has more than 2^64 bits"
            },
            { "18 one offset", Tensor("U8", "[1]", "[0]"), 1, "a: data_offsets has 1 numbers; it must have 2" },
            { "18 three offsets", Tensor("U8", "[1]", "[0,1,2]"), 1, "a: data_offsets has 3 numbers; it must have 2" },
            { "18 no offsets", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "a: has no data_offsets" },
            { "18 no shape", "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1, "a: has no shape" },
            { "18 no type", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "a: has no dtype" },
            {
                "18 a list for a tensor",
                "{\"a\":[\"U8\",[1],[0,1]]}",
                1,
                "a: must be an object with dtype, shape and data_offsets"
            },
            { "19 end before begin", Tensor("U8", "[1]", "[1,0]"), 1, "a: data_offsets [1, 0] end before they begin" },
            {
                "20 overlap",
                "{"
                    + string.Join(
                        ",",
                        Enumerable.Range(0, 10).Select(i => $"\"t{i}\":" + Entry("U8", "[16]", "[0,16]"))
                    )
                    + "}",
                16,
                "data_offsets [0, 16] should begin at 16: it overlaps the tensor before it"
            },
            {
                "21 hole",
                "{\"a\":" + Entry() + ",\"b\":" + Entry("U8", "[1]", "[2,3]") + "}",
                3,
                "b: data_offsets [2, 3] should begin at 1: it leaves a hole before it"
            },
            {
                "22 first not at 0",
                Tensor("U8", "[1]", "[1,2]"),
                2,
                "a: data_offsets [1, 2] should begin at 0: it leaves a hole before it"
            },
            {
                "23 size",
                Tensor("F32", "[2]", "[0,4]"),
                4,
                "a: shape [2] of F32 needs 8 bytes, data_offsets [0, 4] hold 4"
            },
            {
                "24 bytes behind the data",
                Tensor("U8", "[1]", "[0,1]"),
                5,
                "data: the header describes 1 bytes of tensors, the file holds 5: 4 bytes trail"
            },
            {
                "25 two bytes missing",
                Tensor("U8", "[4]", "[0,4]"),
                2,
                "data: the header describes 4 bytes of tensors, the file holds 2: it is cut short"
            },
            { "26 half a byte", Tensor("F4", "[3]", "[0,2]"), 2, "a: shape [3] of F4 has 12 bits, not whole bytes" },
            {
                "26 6-bit",
                Tensor("F6_E2M3", "[2]", "[0,2]"),
                2,
                "a: shape [2] of F6_E2M3 has 12 bits, not whole bytes"
            },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_named(string rule, string json, int dataBytes, string problem)
    {
        var message = Refused(SafetensorsSamples.File(json, dataBytes));
        message.ShouldStartWith("x.safetensors: ");
        message.ShouldContain(problem, Case.Sensitive, rule);
    }

    [Fact]
    public void Lengths_that_cannot_be_are_refused_before_anything_is_read()
    {
        Refused([]).ShouldBe("x.safetensors: header: has 0 bytes; a safetensors file has at least 8" + Cut);
        Refused(new byte[7]).ShouldBe("x.safetensors: header: has 7 bytes; a safetensors file has at least 8" + Cut);
        Refused(SafetensorsSamples.WithLength(1UL << 63, [], 0))
            .ShouldBe(
                "x.safetensors: header: its header claims 9223372036854775808 bytes; the limit is 100000000" + Cut
            );
        Refused(SafetensorsSamples.WithLength(ulong.MaxValue, [], 0))
            .ShouldBe(
                "x.safetensors: header: its header claims 18446744073709551615 bytes; the limit is 100000000" + Cut
            );
        Refused(SafetensorsSamples.WithLength(100, "{}"u8.ToArray(), 0))
            .ShouldBe("x.safetensors: header: its header claims 100 bytes, but only 2 follow" + Cut);
    }

    [Fact]
    public void A_header_over_the_limit_is_refused_without_reading_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("large.safetensors", SafetensorsSamples.WithLength(100_000_001, [], 0));
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(200_000_000); // sparse
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Should
            .Throw<MoeDataException>(() => SafetensorsFile.Open(path))
            .Message.ShouldContain("claims 100000001 bytes; the limit is 100000000");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused() =>
        Refused(SafetensorsSamples.File([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)'}'], 0))
            .ShouldBe("x.safetensors: header: is not UTF-8");

    [Fact]
    public void Nesting_of_ten_thousand_is_refused()
    {
        var json = "{\"a\":{\"x\":" + new string('[', 10_000) + new string(']', 10_000) + "}}";
        Refused(SafetensorsSamples.File(json, 0)).ShouldContain("header: is not valid JSON: ");
    }

    [Theory]
    [InlineData(
        "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
        "This is a git-LFS pointer, not the file itself: fetch it with 'git lfs pull' or 'moe download'"
    )]
    [InlineData(
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        "This is a web page, not the file itself: download the file again"
    )]
    [InlineData("\n <html>", "This is a web page, not the file itself: download the file again")]
    public void What_people_save_by_mistake_is_recognised(string content, string hint) =>
        Refused(Encoding.UTF8.GetBytes(content)).ShouldEndWith(hint);

    [Theory]
    [InlineData("  \t\r\n{}\n\n  ")]
    [InlineData("{}")]
    public void White_space_on_either_side_is_accepted(string json) =>
        Parse(SafetensorsSamples.File(json, 0)).Tensors.ShouldBeEmpty();

    [Fact]
    public void Order_does_not_matter_and_empty_and_single_tensors_are_accepted()
    {
        var json =
            "{\"b\":"
            + Entry("F32", "[]", "[2,6]")
            + ",\"none\":"
            + Entry("F64", "[3,0,9]", "[2,2]")
            + ",\"a\":"
            + Entry("BF16", "[1]", "[0,2]")
            + "}";
        var header = Parse(SafetensorsSamples.File(json, 6));
        header.Tensors["b"].ShapeText.ShouldBe("[]");
        header.Tensors["b"].ElementCount.ShouldBe(1);
        header.Tensors["none"].ElementCount.ShouldBe(0);
        header.Tensors["a"].DType.ShouldBe(TensorDType.BF16);
        header.DataStart.ShouldBe(8 + json.Length);
    }

    [Fact]
    public void Unknown_fields_are_accepted_and_told()
    {
        var header = Parse(
            SafetensorsSamples.File(
                "{\"a\":{\"dtype\":\"U8\",\"extra\":{\"x\":[1]},\"shape\":[1],\"data_offsets\":[0,1]}}",
                1
            )
        );
        header.Notices.ShouldBe(["x.safetensors: a: unknown field 'extra' ignored"]);
    }

    [Fact]
    public void Metadata_is_given_as_it_is() =>
        Parse(SafetensorsSamples.File("{\"__metadata__\":{\"format\":\"pt\",\"é\":\"\\n\"}}", 0))
            .Metadata.ShouldBe(new Dictionary<string, string> { ["format"] = "pt", ["é"] = "\n" });

    [Theory]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData("🙂")]
    [InlineData("line\\nbreak\\u0000")]
    public void Any_text_is_a_name(string name) =>
        Parse(SafetensorsSamples.File($"{{\"{name}\":" + Entry() + "}", 1)).Tensors.Count.ShouldBe(1);

    [Fact]
    public void A_long_or_dangerous_name_is_shown_escaped_and_cut()
    {
        Parse(SafetensorsSamples.File($"{{\"{new string('n', 65_536)}\":" + Entry() + "}", 1))
            .Tensors.Count.ShouldBe(1);
        Refused(SafetensorsSamples.File($"{{\"{new string('n', 65_536)}\":1}}", 0)).Length.ShouldBeLessThan(500);
        Refused(SafetensorsSamples.File("{\"a\\n\\u001b[31m\\u202e\":1}", 0))
            .ShouldStartWith("x.safetensors: a\\u000a\\u001b[31m\\u202e: must be an object");
    }

    [Fact]
    public void A_hundred_thousand_tensors_are_quick()
    {
        var json =
            "{"
            + string.Join(
                ",",
                Enumerable.Range(0, 100_000).Select(i => $"\"t{i}\":" + Entry("U8", "[1]", $"[{i},{i + 1}]"))
            )
            + "}";
        var file = SafetensorsSamples.File(json, 100_000);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Parse(file).Tensors.Count.ShouldBe(100_000);
        // 0.1 s alone; the limit leaves room for a busy machine
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private static SafetensorsHeader Parse(byte[] file) => SafetensorsHeader.Parse("x.safetensors", file);

    private static string Refused(byte[] file) => Should.Throw<MoeDataException>(() => Parse(file)).Message;

    private static string Entry(string dtype = "U8", string shape = "[1]", string offsets = "[0,1]") =>
        $"{{\"dtype\":\"{dtype}\",\"shape\":{shape},\"data_offsets\":{offsets}}}";

    private static string Tensor(string dtype, string shape, string offsets) =>
        "{\"a\":" + Entry(dtype, shape, offsets) + "}";
}
