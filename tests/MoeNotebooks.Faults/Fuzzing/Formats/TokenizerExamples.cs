using System.Text;

namespace MoeNotebooks.Faults.Fuzzing.Formats;

/// <summary>Small tokenizers that have every component between them.</summary>
public static class TokenizerExamples
{
    private const string Added =
        """[{"id":7,"content":"<s>","single_word":true,"lstrip":true,"rstrip":false,"normalized":false,"special":true}]""";
    private const string Vocabulary = """{"<unk>":0,"a":1,"b":2,"ab":3,"▁":4,"▁a":5,"<0x41>":6}""";

    /// <summary>As files.</summary>
    public static IReadOnlyList<byte[]> All { get; } =
    [
        Example(
            """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}""",
            """{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false}""",
            """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}"""
        ),
        Example(
            "null",
            """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|[^\\r\\n\\p{L}]?\\p{L}+)|\\p{N}{1,3}|\\s+(?!\\S)|[à-\\uffff𐐀-𐑏]++"},"behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]}""",
            """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}"""
        ),
        Example(
            """{"type":"Sequence","normalizers":[{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"},{"type":"Strip","strip_left":true,"strip_right":false},{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "}]}""",
            """{"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"Digits","individual_digits":true},{"type":"Punctuation","behavior":"MergedWithPrevious"},{"type":"CharDelimiterSplit","delimiter":"b"},{"type":"FixedLength","length":3}]}""",
            """{"type":"Sequence","decoders":[{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},{"type":"BPEDecoder","suffix":"</w>"}]}"""
        ),
    ];

    private static byte[] Example(string normalizer, string preTokenizer, string decoder) =>
        Encoding.UTF8.GetBytes(
            $$$$"""
            {"version":"1.0","truncation":null,"padding":null,"added_tokens":{{{{Added}}}},"normalizer":{{{{normalizer}}}},"pre_tokenizer":{{{{preTokenizer}}}},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<s>":{"id":"<s>","ids":[7],"tokens":["<s>"]}}},
            "decoder":{{{{decoder}}}},"model":{"type":"BPE","dropout":null,"unk_token":"<unk>","continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":true,"byte_fallback":true,"ignore_merges":false,"vocab":{{{{Vocabulary}}}},"merges":["a b",["▁","a"]]}}
            """
        );
}
