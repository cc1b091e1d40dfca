using System.Text.Json.Nodes;
using MoeNotebooks.Tokenization;
using Tokenizers.DotNet;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>
/// Every supported component, alone and combined, against Hugging Face's own library on random Unicode.
/// </summary>
public sealed class ComponentPeerTests : IDisposable
{
    private const string Bytes =
        """{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}""";
    private const string Qwen =
        """(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+""";
    private const int Count = 300;

    /// <summary>Texts that once gave other ids.</summary>
    private static readonly string[] Known =
    [
        "\u00bcb",
        "\u00bcbx\u00b2a",
        "a\u2167\u200dx-\u00b3",
        "\u03c3\u03c2\u03a3",
        "\u212b\u00e5",
    ];

    private readonly TemporaryFolder _folder = new();

    /// <summary>Pre-tokenizers before the byte alphabet.</summary>
    public static readonly TheoryData<string> Splits =
    [
        """{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true}""",
        """{"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": false}""",
        Sequence(Split(Qwen, "Isolated")),
        Sequence(Split(Qwen, "Removed", invert: true)),
        Sequence(Split("\\\\s", "Removed")),
        Sequence(Split("\\\\s", "MergedWithPrevious")),
        Sequence(Split("\\\\s", "MergedWithNext")),
        Sequence(Split("\\\\s", "Contiguous")),
        Sequence(Split("\\\\s", "Isolated", invert: true)),
        Sequence(Split("\\\\s+$", "Isolated")),
        Sequence(Split("^\\\\w+", "Isolated")),
        Sequence(Split("[^\\\\w\\\\s]", "Contiguous")),
        Sequence(Split("\\\\w+", "Isolated")),
        Sequence(Split("\\\\b[^\\\\s]|[^a]\\\\B", "Isolated")),
        Sequence(Split("(?i:[sdmt]|ll|ve|re)+|(?i:\u00e5)|(?i:\u03c3[^\u03b1])", "Isolated")),
        Sequence(Split("[\\\\p{Han}\\\\p{hiragana}]+|\\\\P{Thai}{3}|[\\\\S]{2}\\\\H", "MergedWithNext")),
        Sequence(Split("\\\\W+", "MergedWithNext")),
        Sequence(Split("\\\\D", "Contiguous")),
        Sequence(Split("[\\\\P{L}a]+", "Isolated")),
        Sequence(Split("[\\\\p{Lu}\\\\p{Lt}\\\\p{M}]++[^\\\\S\\n]?+|\\\\p{Ll}{2,3}|\\\\p{S}{,2}x", "Isolated")),
        Sequence(
            Split("[\U00010400-\U0001044F\U0001F300-\U0001F5FF\uE000-\uE07F]+|[\U0001D400-\U0001D7CB]", "Isolated")
        ),
        Sequence(Split("[^\\\\x{1F300}-\\\\x{1F64F}\\\\u0400-\\\\u04ff]+", "Isolated")),
        Sequence(Split("(?i:kis|es|\U0001F600)|(?<=o)l|(?<!o)h", "Isolated")),
        Sequence(Split("\\\\p{P}|\\\\p{Co}+|\\\\p{Cc}|\\\\p{^N}{4}", "MergedWithPrevious")),
        Sequence("""{"type": "Split", "pattern": {"String": "lo"}, "behavior": "MergedWithNext", "invert": false}"""),
        Sequence("""{"type": "Split", "pattern": {"String": "."}, "behavior": "Isolated", "invert": true}"""),
        Sequence("""{"type": "Digits", "individual_digits": true}"""),
        Sequence("""{"type": "Digits", "individual_digits": false}"""),
        Sequence("""{"type": "Punctuation", "behavior": "Isolated"}"""),
        Sequence("""{"type": "Punctuation", "behavior": "MergedWithPrevious"}"""),
        Sequence("""{"type": "Whitespace"}"""),
        Sequence("""{"type": "WhitespaceSplit"}"""),
        Sequence("""{"type": "CharDelimiterSplit", "delimiter": "l"}"""),
        Sequence("""{"type": "FixedLength", "length": 3}"""),
        Sequence("""{"type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "split": true}"""),
        Sequence(
            Split("l", "Isolated"),
            """{"type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "split": true}"""
        ),
        Sequence(
            Split("l", "Isolated"),
            """{"type": "Metaspace", "replacement": "_", "prepend_scheme": "always", "split": false}"""
        ),
        Sequence(Bytes, Split("\\u0120", "MergedWithNext")),
    ];

    /// <summary>Normalisers.</summary>
    public static readonly TheoryData<string> Normalizers =
    [
        """{"type": "NFC"}""",
        """{"type": "NFD"}""",
        """{"type": "NFKC"}""",
        """{"type": "NFKD"}""",
        """{"type": "Lowercase"}""",
        """{"type": "Strip", "strip_left": true, "strip_right": false}""",
        """{"type": "Strip", "strip_left": true, "strip_right": true}""",
        """{"type": "Prepend", "prepend": "_"}""",
        """{"type": "Replace", "pattern": {"String": "l"}, "content": "LL"}""",
        """{"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}""",
        """{"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}, {"type": "Strip", "strip_left": false, "strip_right": true}]}""",
    ];

    /// <summary>Pre-tokenizer and decoder of models over characters.</summary>
    public static readonly TheoryData<string, string> CharacterPipelines = new()
    {
        { Metaspace("first", true), Metaspace("first", true) },
        { Metaspace("always", true), Metaspace("always", false) },
        {
            Metaspace("always", false),
            """{"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true}]}"""
        },
        { Metaspace("never", true), Metaspace("never", true) },
        {
            """{"type": "Metaspace", "replacement": "▁", "add_prefix_space": true}""",
            """{"type": "Metaspace", "replacement": "▁", "add_prefix_space": true}"""
        },
        { "null", "null" },
        {
            "null",
            """{"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}"""
        },
        {
            "null",
            """{"type": "Sequence", "decoders": [{"type": "Fuse"}, {"type": "Strip", "content": "a", "start": 2, "stop": 0}, {"type": "Replace", "pattern": {"String": "lo"}, "content": "__"}]}"""
        },
        {
            "null",
            """{"type": "Sequence", "decoders": [{"type": "Strip", "content": "l", "start": 1, "stop": 0}, {"type": "Replace", "pattern": {"Regex": "[ao]+"}, "content": "<>"}]}"""
        },
        { "null", """{"type": "BPEDecoder", "suffix": "s"}""" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Splits))]
    public void Pre_tokenizers(string preTokenizer) => Compare(PairVocabulary.ByteLevel(), "null", preTokenizer, Bytes);

    [Theory]
    [MemberData(nameof(Normalizers))]
    public void Normalisers(string normalizer)
    {
        Compare(PairVocabulary.ByteLevel(), normalizer, Bytes, Bytes);
        Compare(PairVocabulary.ByteLevel(), normalizer, Sequence(Metaspace("first", true).Replace('▁', '_')), Bytes);
    }

    [Theory]
    [MemberData(nameof(CharacterPipelines))]
    public void Pipelines_over_characters(string preTokenizer, string decoder) =>
        Compare(PairVocabulary.Characters(), "null", preTokenizer, decoder);

    [Theory]
    [InlineData("fuse_unk", "false")]
    [InlineData("byte_fallback", "false")]
    [InlineData("ignore_merges", "true")]
    [InlineData("continuing_subword_prefix", "\"\"")]
    [InlineData("unk_token", "null")]
    public void Options_of_the_model(string option, string value)
    {
        var model = PairVocabulary.Characters();
        model[option] = JsonNode.Parse(value);
        Compare(model, "null", Metaspace("first", true), "null");
    }

    [Fact]
    public void Word_ends_and_continuations()
    {
        var model = JsonNode
            .Parse(
                """
                {"type": "BPE", "dropout": null, "unk_token": "[U]", "continuing_subword_prefix": "##", "end_of_word_suffix": "</w>", "fuse_unk": true, "byte_fallback": false,
                 "vocab": {"[U]": 0, "a": 1, "##a": 2, "##a</w>": 3, "a</w>": 4, "aa": 5, "aa</w>": 6, "l": 7, "##l": 8, "al": 9, "##l</w>": 10, "ala</w>": 11},
                 "merges": [["a", "##a"], ["a", "##a</w>"], ["a", "##l"], ["al", "##a</w>"]]}
                """
            )!
            .AsObject();
        Compare(model, "null", """{"type": "Whitespace"}""", """{"type": "BPEDecoder", "suffix": "</w>"}""");
    }

    private static string Split(string regex, string behavior, bool invert = false) =>
        $$"""{"type": "Split", "pattern": {"Regex": "{{regex}}"}, "behavior": "{{behavior}}", "invert": {{(invert ? "true" : "false")}}}""";

    private static string Sequence(params string[] steps) =>
        $$"""{"type": "Sequence", "pretokenizers": [{{string.Join(", ", steps.Append(Bytes).Distinct())}}]}""";

    private static string Metaspace(string scheme, bool split) =>
        $$"""{"type": "Metaspace", "replacement": "▁", "prepend_scheme": "{{scheme}}", "split": {{(split ? "true" : "false")}}}""";

    private static JsonArray Added(int first) =>
        new(
            new[]
            {
                ("<s>", false, false, false, false, true),
                ("<b>", false, true, true, false, false),
                ("<w>", true, false, false, false, false),
                ("hat", false, false, false, true, false),
                ("\u00e9ab", false, false, false, true, false),
                ("zz", false, false, false, true, false),
                ("<s>t", false, false, true, false, true),
            }
                .Select(
                    (t, i) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = first + i,
                                ["content"] = t.Item1,
                                ["single_word"] = t.Item2,
                                ["lstrip"] = t.Item3,
                                ["rstrip"] = t.Item4,
                                ["normalized"] = t.Item5,
                                ["special"] = t.Item6,
                            }
                )
                .ToArray()
        );

    private void Compare(JsonObject model, string normalizer, string preTokenizer, string decoder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the reference library is restored for Linux only");
        var file = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = Added(model["vocab"]!.AsObject().Count),
            ["normalizer"] = JsonNode.Parse(normalizer),
            ["pre_tokenizer"] = JsonNode.Parse(preTokenizer),
            ["post_processor"] = null,
            ["decoder"] = JsonNode.Parse(decoder),
            ["model"] = model,
        };
        var path = _folder.Write("tokenizer.json", file.ToJsonString());
        var ours = TokenizerJson.Load(path);
        using var theirs = new Tokenizer(path);
        foreach (var text in UnicodeText.Texts(Count).Concat(Known))
        {
            var ids = ours.Encode(text, addSpecialTokens: true);
            ids.ShouldBe(theirs.Encode(text).Select(id => (int)id), Escaped(text));
            ours.Decode(ids, skipSpecialTokens: true)
                .ShouldBe(theirs.Decode(ids.Select(id => (uint)id).ToArray()), Escaped(text));
        }
    }

    private static string Escaped(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
