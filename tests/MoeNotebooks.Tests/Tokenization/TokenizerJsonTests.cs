using System.Diagnostics;
using MoeNotebooks.Errors;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>
/// Damaged and hostile files end in an error that names file, place and value; hostile texts do not end at all badly.
/// </summary>
public sealed class TokenizerJsonTests : IDisposable
{
    private readonly TinyTokenizer _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void A_valid_file_loads()
    {
        var tokenizer = _file.Load();
        tokenizer.Encode("hello <tool>", addSpecialTokens: true).ShouldBe([259, 258, 'o', ' ', 260]);
        tokenizer.VocabularySize.ShouldBe(261);
        tokenizer.BosId.ShouldBe(259);
        tokenizer.BosRule.ShouldBe("auto: the post-processor of tokenizer.json adds <s> (id 259)");
    }

    [Fact]
    public void Merges_as_pairs_load_too()
    {
        _file.Set("model/merges", """[["h", "e"], ["l", "l"], ["he", "ll"]]""");
        _file.Load().Encode("hell", addSpecialTokens: false).ShouldBe([258]);
    }

    [Theory]
    [InlineData(
        "model/merges",
        """["h e", "l o"]""",
        "model.merges[1]: the merge needs the token 'lo', which is not in the vocabulary"
    )]
    [InlineData(
        "model/merges",
        """["zz e"]""",
        "model.merges[0]: the merge needs the token 'zz', which is not in the vocabulary"
    )]
    [InlineData("model/merges", """["h e l"]""", "model.merges[0]: a merge must name two tokens")]
    [InlineData("model/merges", """[["h"]]""", "model.merges[0]: a merge must name two tokens")]
    [InlineData("model/merges", """[7]""", "model.merges[0]: is number, not a list")]
    [InlineData("model/vocab/he", "257", "model.vocab: the tokens 'he' and 'll' have the same id 257")]
    [InlineData("model/vocab/hell", "300", "261 tokens have ids up to 300; the first missing id is 258")]
    [InlineData("model/vocab/he", "-1", "model.vocab['he']: is -1, not a whole number from 0 to 2147483646")]
    [InlineData("model/vocab/he", "2147483648", "model.vocab['he']: is 2147483648, not a whole number")]
    [InlineData("model/vocab/he", "1.5", "model.vocab['he']: is 1.5, not a whole number")]
    [InlineData("model/vocab/he", "\"1\"", "model.vocab['he']: is string, not a whole number")]
    [InlineData("model/vocab", "[]", "model.vocab: is array, not an object")]
    [InlineData("model/unk_token", "\"<none>\"", "model.unk_token: '<none>' is not in the vocabulary")]
    [InlineData("model/dropout", "0.1", "model.dropout: dropout makes ids random, which is not supported")]
    [InlineData("model/type", "\"Unigram\"", "model: the model 'Unigram' is not supported")]
    [InlineData("model/surprise", "1", "model: the field 'surprise' is not supported")]
    [InlineData(
        "added_tokens/0/id",
        "256",
        "added_tokens[0]: '<s>' has the id 256, which the vocabulary gives to 'he'"
    )]
    [InlineData(
        "added_tokens/0/content",
        "\"he\"",
        "added_tokens[0]: 'he' has the id 259 here and 256 in the vocabulary"
    )]
    [InlineData("added_tokens/0/content", "\"\"", "added_tokens[0].content: an added token must not be empty")]
    [InlineData("added_tokens/1/id", "259", "added_tokens[1]: '<tool>' has the id 259 of '<s>'")]
    [InlineData("added_tokens/1/content", "\"<s>\"", "added_tokens[1]: '<s>' is listed twice")]
    [InlineData("added_tokens/1/id", "2147483647", "added_tokens[1].id: is 2147483647, not a whole number")]
    [InlineData(
        "added_tokens/1/id",
        "1000000000",
        "261 tokens have ids up to 1,000,000,000; the first missing id is 260"
    )]
    [InlineData(
        "normalizer",
        """{"type": "Precompiled"}""",
        "normalizer: the normalizer 'Precompiled' is not supported"
    )]
    [InlineData(
        "normalizer",
        """{"type": "Sequence", "normalizers": [{"type": "Nmt"}]}""",
        "normalizer.normalizers[0]: the normalizer 'Nmt' is not supported"
    )]
    [InlineData("normalizer", """{"type": "NFC", "form": 1}""", "normalizer: the field 'form' is not supported")]
    [InlineData(
        "normalizer",
        """{"type": "Replace", "pattern": {"Regex": "(a)"}, "content": "$1"}""",
        "normalizer.content: a '$' in the replacement"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "UnicodeScripts"}""",
        "pre_tokenizer: the pre-tokenizer 'UnicodeScripts' is not supported"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "FixedLength", "length": 0}""",
        "pre_tokenizer.length: is 0, not a whole number from 1"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "Metaspace", "replacement": "__"}""",
        "pre_tokenizer.replacement: is not one character"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "Metaspace", "replacement": "_", "prepend_scheme": "often"}""",
        "pre_tokenizer.prepend_scheme: is none of"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "Split", "pattern": {"Regex": "(a"}, "behavior": "Isolated"}""",
        "pre_tokenizer.pattern.Regex: the pattern cannot be used"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "Split", "pattern": {"Regex": "\\p{Coptic}"}, "behavior": "Isolated"}""",
        @"the property \p{Coptic} is not supported"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "Split", "pattern": {"Regex": "[a&&b]"}, "behavior": "Isolated"}""",
        "intersections (&&) are not supported"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "Split", "pattern": {"String": ""}, "behavior": "Isolated"}""",
        "pre_tokenizer.pattern.String: the pattern cannot be used: it is empty"
    )]
    [InlineData(
        "pre_tokenizer",
        """{"type": "Split", "pattern": {"String": "a"}, "behavior": "Loose"}""",
        "pre_tokenizer.behavior: is none of Removed"
    )]
    [InlineData(
        "post_processor/special_tokens",
        "{}",
        "post_processor.special_tokens: the template's special token '<s>' is missing"
    )]
    [InlineData(
        "post_processor/special_tokens/<s>/ids",
        "[999]",
        "post_processor.special_tokens.<s>.ids[0]: the id 999 of a special token has no token"
    )]
    [InlineData("post_processor/single", "[]", "post_processor: the template holds the text 0 times, not once")]
    [InlineData(
        "post_processor",
        """{"type": "Shuffle"}""",
        "post_processor: the post-processor 'Shuffle' is not supported"
    )]
    [InlineData(
        "decoder",
        """{"type": "WordPiece", "prefix": "##"}""",
        "decoder: the decoder 'WordPiece' is not supported"
    )]
    [InlineData(
        "decoder",
        """{"type": "Strip", "content": " ", "start": 7, "stop": 0}""",
        "decoder.start: is 7, not a whole number from 0 to 6"
    )]
    [InlineData("truncation", """{"max_length": 8}""", "truncation: is not supported")]
    [InlineData("version", "\"2.0\"", "version: is '2.0', not '1.0'")]
    [InlineData("extra", "1", "the field 'extra' is not supported")]
    public void A_file_that_cannot_be_used_is_an_error_that_names_the_place(string path, string json, string message)
    {
        _file.Set(path, json);
        var error = Should.Throw<MoeDataException>(() => _file.Load());
        error.Message.ShouldContain(message);
        error.Message.ShouldContain("tokenizer.json");
    }

    [Fact]
    public void A_pattern_of_a_size_that_no_tokenizer_has_is_refused_before_it_takes_memory()
    {
        var pattern = string.Join('|', Enumerable.Repeat("(?i:'s|[^\\\\r\\\\n]?a+)", 300));
        _file.Set(
            "pre_tokenizer",
            $$$"""{"type": "Split", "pattern": {"Regex": "{{{pattern}}}"}, "behavior": "Isolated"}"""
        );
        Should.Throw<MoeDataException>(() => _file.Load()).Message.ShouldContain("characters, the limit is 4096");
    }

    [Fact]
    public void Ids_beyond_the_models_vocabulary_are_an_error()
    {
        _file.WriteBeside("config.json", """{"vocab_size": 260}""");
        Should
            .Throw<MoeDataException>(() => _file.Load())
            .Message.ShouldContain("ids go up to 260, but vocab_size in config.json is 260");
    }

    [Fact]
    public void A_missing_file_is_missing() =>
        Should.Throw<MoeMissingException>(() => TokenizerJson.Load(_file.Path)).Message.ShouldContain("tokenizer.json");

    [Theory]
    [InlineData("", "has 0 bytes")]
    [InlineData("[]", "is array, not an object")]
    [InlineData("{\"model\": ", "is not valid JSON")]
    [InlineData(
        """{"model": {"dropout": "\udfff"}}""",
        "model.dropout: dropout makes ids random, which is not supported"
    )]
    [InlineData("{\"version\": \"1.0\", \"version\": \"1.0\"}", "is not valid JSON")]
    public void A_file_that_is_no_object_is_an_error(string json, string message)
    {
        _file.WriteBeside("tokenizer.json", json);
        Should.Throw<MoeDataException>(() => TokenizerJson.Load(_file.Path)).Message.ShouldContain(message);
    }

    [Fact]
    public void Deep_nesting_is_an_error_and_no_stack_overflow()
    {
        _file.WriteBeside("tokenizer.json", string.Concat(Enumerable.Repeat("{\"a\":", 10_000)));
        Should.Throw<MoeDataException>(() => TokenizerJson.Load(_file.Path)).Message.ShouldContain("is not valid JSON");
    }

    [Fact]
    public void A_pattern_that_would_never_end_is_stopped()
    {
        _file.Set("pre_tokenizer", """{"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated"}""");
        var tokenizer = _file.Load();
        var watch = Stopwatch.StartNew();
        var error = Should.Throw<MoeDataException>(() =>
            tokenizer.Encode(new string('a', 100) + "b", addSpecialTokens: false)
        );
        error.Message.ShouldContain("pre_tokenizer.pattern.Regex: the pattern takes longer than 2 s on 101 characters");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("a\0b")]
    [InlineData("caf\u00e9 cafe\u0301")]
    [InlineData("\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467")]
    public void Byte_level_texts_come_back_unchanged(string text)
    {
        var tokenizer = _file.Load();
        tokenizer.Decode(tokenizer.Encode(text, addSpecialTokens: false), skipSpecialTokens: false).ShouldBe(text);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_replacement_character()
    {
        var tokenizer = _file.Load();
        Back("a\ud800b").ShouldBe("a\uFFFDb");
        Back("\udc00").ShouldBe("\uFFFD");

        string Back(string text) =>
            tokenizer.Decode(tokenizer.Encode(text, addSpecialTokens: false), skipSpecialTokens: false);
    }

    [Fact]
    public void Special_tokens_in_a_document_are_parsed_and_named()
    {
        var tokenizer = _file.Load();
        tokenizer.Encode("a<s>b", addSpecialTokens: false).ShouldContain(259);
        tokenizer.SpecialTokensIn("a<s>b<tool>").ShouldBe(["<s>"]);
        tokenizer.SpecialTokensIn("plain").ShouldBeEmpty();
    }
}
