using System.Text;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

public sealed class TokenizerFuzzTests
{
    private const string Added = """[{"id":7,"content":"<s>","single_word":true,"lstrip":true,"rstrip":false,"normalized":false,"special":true}]""";
    private const string Vocabulary = """{"<unk>":0,"a":1,"b":2,"ab":3,"▁":4,"▁a":5,"<0x41>":6}""";

    [Fact]
    public void Ten_thousand_spoilt_files_are_accepted_or_refused_and_nothing_else()
    {
        byte[][] seeds =
        [
            Seed("""{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}""",
                """{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false}""",
                """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}"""),
            Seed("null",
                """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|[^\\r\\n\\p{L}]?\\p{L}+)|\\p{N}{1,3}|\\s+(?!\\S)|[à-\\uffff𐐀-𐑏]++"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}""",
                """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"""),
        ];

        var (accepted, refused) = MutationFuzz.Run(seeds, 10_000, (bytes, _) => bytes, Use, constant: 4 << 20);

        accepted.ShouldBeGreaterThan(200);
        refused.ShouldBeGreaterThan(4000);
    }

    private static byte[] Seed(string normalizer, string preTokenizer, string decoder) => Encoding.UTF8.GetBytes(
        $$$$"""
        {"version":"1.0","truncation":null,"padding":null,"added_tokens":{{{{Added}}}},"normalizer":{{{{normalizer}}}},"pre_tokenizer":{{{{preTokenizer}}}},
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<s>":{"id":"<s>","ids":[7],"tokens":["<s>"]}}},
        "decoder":{{{{decoder}}}},"model":{"type":"BPE","dropout":null,"unk_token":"<unk>","continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":true,"byte_fallback":true,"ignore_merges":false,"vocab":{{{{Vocabulary}}}},"merges":["a b",["▁","a"]]}}
        """);

    private static void Use(byte[] file)
    {
        var tokenizer = TokenizerJson.Build(JsonPart.Parse("fuzz", file), new TokenizerSettings(null, null, null, null, null, null), BosMode.Auto);
        var ids = tokenizer.Encode("ab  a'S 12\n<s>A\U0001F600\ud800 à", addSpecialTokens: true);
        tokenizer.Decode(ids, skipSpecialTokens: false);
        tokenizer.Decode([0, 1, 5, 6, 7, 99], skipSpecialTokens: true);
    }
}
