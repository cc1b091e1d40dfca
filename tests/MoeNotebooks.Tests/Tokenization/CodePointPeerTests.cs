using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MoeNotebooks.Errors;
using MoeNotebooks.Tokenization;
using MoeNotebooks.Tokenization.Unicode;
using Tokenizers.DotNet;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>
/// What classes and normalisers make of every code point, against Hugging Face's own library. Both sides have Unicode
/// 16.0: .NET 10's categories and the tables of <c>Tokenization/Unicode</c>; Oniguruma 6.9.10 and the Rust crate regex
/// 1.11 of tokenizers 0.22.2. Its normal forms and StripAccents are of Unicode 9.0 and its Punctuation of 8.0, which
/// ours follow; its lower case is of 17.0, which ours does not know: code points that .NET does not count as assigned
/// are left out there.
/// </summary>
public sealed class CodePointPeerTests : IDisposable
{
    private const int Block = 512;
    private const string Bytes =
        """{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}""";
    private static readonly string[] Texts = [.. Points().Chunk(Block).Select(Text)];
    private readonly TemporaryFolder _folder = new();

    public static readonly TheoryData<string> Classes =
    [
        @"\w",
        @"[\w]",
        @"\W",
        @"[^\w]",
        @"\d",
        @"\D",
        @"[\D]",
        @"\s",
        @"\S",
        @"[\S]",
        @"\h",
        @"[\H]",
        ".",
        "(?m:.)",
        @"\p{L}",
        @"\p{N}",
        @"\p{M}",
        @"\p{P}",
        @"\p{S}",
        @"\p{Z}",
        @"\p{C}",
        @"[\P{L}]",
        @"[^\r\n\p{L}\p{P}\p{S}]",
        @"\p{^N}",
        @"\p{Space}",
        @"\p{LC}",
        @"\p{Lu}",
        @"\p{Lt}",
        @"\p{Lm}",
        @"\p{Lo}",
        @"\p{Mn}",
        @"\p{Nl}",
        @"\p{No}",
        @"\p{Pc}",
        @"\p{Sc}",
        @"\p{Cn}",
        @"\p{Co}",
        @"\p{Cf}",
        @"\p{Han}",
        @"[\P{Han}]",
        @"\p{Hiragana}",
        @"\p{Katakana}",
        @"\p{Hangul}",
        @"\p{Latin}",
        @"\p{Cyrillic}",
        @"\p{Greek}",
        @"\p{Arabic}",
        @"\p{Hebrew}",
        @"\p{Thai}",
        @"\p{Devanagari}",
        "(?i:s)",
        "(?i:[a-z])",
        "(?i:[^a-z])",
        @"(?i:[^\p{Lu}])",
        @"(?i:\p{Lu})",
        @"(?i:[^\w/])",
    ];

    public static readonly TheoryData<string> Normalizers = ["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Classes))]
    public void Classes_hold_the_same_code_points(string pattern)
    {
        var (ours, theirs) = Open(Replace(pattern));
        using (theirs)
        {
            Differences(ours, theirs, Texts).ShouldBeEmpty(pattern);
        }
    }

    [Theory]
    [MemberData(nameof(Normalizers))]
    public void Normalisers_make_the_same_of_each_code_point(string type)
    {
        var (ours, theirs) = Open(new JsonObject { ["type"] = type });
        using (theirs)
        {
            Differences(ours, theirs, Texts.Select(text => string.Join('|', text.EnumerateRunes().Where(IsAssigned))))
                .ShouldBeEmpty(type);
        }
    }

    /// <summary>A piece that does not begin with white space gets a space, so that pieces show.</summary>
    [Theory]
    [InlineData("""{"type": "Whitespace"}""")]
    [InlineData("""{"type": "WhitespaceSplit"}""")]
    [InlineData("""{"type": "Punctuation", "behavior": "Isolated"}""")]
    [InlineData("""{"type": "Digits", "individual_digits": true}""")]
    [InlineData("""{"type": "Digits", "individual_digits": false}""")]
    [InlineData("""{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}""", false)]
    [InlineData("""{"type": "Split", "pattern": {"Regex": "\\b"}, "behavior": "Isolated", "invert": false}""")]
    [InlineData("""{"type": "Split", "pattern": {"Regex": "\\w+"}, "behavior": "Isolated", "invert": false}""")]
    [InlineData(
        """{"type": "Split", "pattern": {"Regex": "(?i:[sk])a|a(?i:\\x{3c3})"}, "behavior": "Isolated", "invert": false}"""
    )]
    public void Pre_tokenizers_split_at_the_same_code_points(string step, bool last = true)
    {
        var shown = Bytes.Replace(
            "\"add_prefix_space\": false",
            "\"add_prefix_space\": true",
            StringComparison.Ordinal
        );
        var (ours, theirs) = Open(
            null,
            last ? $$"""{"type": "Sequence", "pretokenizers": [{{step}}, {{shown}}]}""" : step
        );
        using (theirs)
        {
            Differences(ours, theirs, Texts.Select(text => string.Join('a', text.EnumerateRunes().Where(IsAssigned))))
                .ShouldBeEmpty(step);
        }
    }

    [Fact]
    public void Without_case_a_character_matches_the_same_others()
    {
        var cased = CaseFolding.Classes.SelectMany(points => points).Order().ToList();
        var text = string.Join('\u0001', cased.Select(char.ConvertFromUtf32));
        foreach (
            var point in cased
                .Where((_, i) => i % 7 == 0)
                .Concat([0x73, 0x6b, 0x17f, 0xe5, 0x212b, 0x3c3, 0x3c2, 0x345, 0x1c89])
                .Except(CaseFolding.Expanding)
        )
        {
            var (ours, theirs) = Open(Replace(string.Create(CultureInfo.InvariantCulture, $"(?i:\\x{{{point:x}}})")));
            using (theirs)
            {
                Differences(ours, theirs, [text]).ShouldBeEmpty($"U+{point:X4}");
            }
        }
    }

    [Theory]
    [InlineData("(?i:kiss)", "U+00DF")]
    [InlineData("(?i:\\u00df)", "U+00DF")]
    [InlineData("(?i:a\u017Ft)", "U+FB05")]
    [InlineData("(?i:[\\p{Ll}])", "U+00DF")]
    public void What_several_characters_stand_for_without_case_is_refused(string pattern, string expected)
    {
        var error = Should.Throw<MoeDataException>(() => Open(Replace(pattern)));
        error.Message.ShouldContain("several characters match each other");
        error.Message.ShouldContain(expected);
    }

    private static JsonObject Replace(string pattern) =>
        new()
        {
            ["type"] = "Replace",
            ["pattern"] = new JsonObject { ["Regex"] = pattern },
            ["content"] = string.Empty,
        };

    private static bool IsAssigned(Rune rune) => Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned;

    private static IEnumerable<int> Points() =>
        Enumerable
            .Range(0, 0x110000)
            .Where(Rune.IsValid)
            .Where(point =>
                point >> 16 is < 4 or 14 || (ushort)point is < Block or > ushort.MaxValue - Block || point % 61 == 0
            );

    private static string Text(IEnumerable<int> points) => string.Concat(points.Select(char.ConvertFromUtf32));

    /// <summary>
    /// Code points that only one of the two leaves in a text, or what each makes of it where that tells nothing.
    /// </summary>
    private static List<string> Differences(ITokenizer ours, Tokenizer theirs, IEnumerable<string> texts)
    {
        var found = new List<string>();
        foreach (var text in texts)
        {
            var (mine, reference) = (
                ours.Encode(text, addSpecialTokens: true).ToList(),
                theirs.Encode(text).Select(id => (int)id).ToList()
            );
            if (!mine.SequenceEqual(reference))
            {
                var (a, b) = (Runes(mine), Runes(reference));
                found.AddRange(
                    a.Except(b)
                        .Select(rune => $"ours keeps U+{rune.Value:X4}")
                        .Concat(b.Except(a).Select(rune => $"theirs keeps U+{rune.Value:X4}"))
                        .DefaultIfEmpty(Place(mine, reference))
                );
            }
        }

        return found;
    }

    private static string Place(List<int> mine, List<int> reference)
    {
        var at = mine.Zip(reference).TakeWhile(pair => pair.First == pair.Second).Count();
        string Near(List<int> ids) =>
            System.Text.Json.JsonSerializer.Serialize(
                Encoding.UTF8.GetString([.. ids.Skip(Math.Max(0, at - 9)).Take(18).Select(b => (byte)b)])
            );
        return $"ours {Near(mine)}, theirs {Near(reference)}";
    }

    private static HashSet<Rune> Runes(IEnumerable<int> bytes) =>
        [.. Encoding.UTF8.GetString([.. bytes.Select(b => (byte)b)]).EnumerateRunes()];

    /// <summary>A tokenizer whose ids are the bytes of the normalised text.</summary>
    private (ITokenizer Ours, Tokenizer Theirs) Open(JsonObject? normalizer, string preTokenizer = Bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the reference library is restored for Linux only");
        var file = JsonNode
            .Parse(
                """
                {
                  "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
                  "post_processor": null, "decoder": null,
                  "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null, "end_of_word_suffix": null,
                    "fuse_unk": false, "byte_fallback": false, "ignore_merges": false, "merges": []}
                }
                """
            )!
            .AsObject();
        (file["normalizer"], file["pre_tokenizer"]) = (normalizer, JsonNode.Parse(preTokenizer));
        file["model"]!["vocab"] = new JsonObject(
            Enumerable
                .Range(0, 256)
                .Select(b => KeyValuePair.Create(ByteAlphabet.Char((byte)b).ToString(), (JsonNode?)b))
        );
        var path = _folder.Write("tokenizer.json", file.ToJsonString());
        var ours = TokenizerJson.Load(path);
        return (ours, new Tokenizer(path));
    }
}
