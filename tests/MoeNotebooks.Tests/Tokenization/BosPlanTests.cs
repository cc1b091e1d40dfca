using MoeNotebooks.Errors;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

public sealed class BosPlanTests : IDisposable
{
    private const string Template = """
        {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<s>", "type_id": 0}}], "pair": [],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [259], "tokens": ["<s>"]}}}
        """;

    private readonly TinyTokenizer _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData(BosMode.Auto, null, new[] { 259, 'a' }, "auto: the post-processor of tokenizer.json adds <s> (id 259)")]
    [InlineData(
        BosMode.Auto,
        false,
        new[] { 259, 'a' },
        "auto: the post-processor of tokenizer.json adds <s> (id 259)"
    )]
    [InlineData(BosMode.Never, true, new int[] { 'a' }, "never: no BOS")]
    [InlineData(BosMode.Always, false, new[] { 259, 'a' }, "always: <s> (id 259) begins every sequence")]
    public void A_post_processor_that_adds_a_bos_comes_first(BosMode mode, bool? addBos, int[] ids, string rule) =>
        Check(mode, addBos, ids, rule);

    [Theory]
    [InlineData(
        BosMode.Auto,
        true,
        new[] { 259, 'a' },
        "auto: add_bos_token of tokenizer_config.json is true, <s> (id 259) is prefixed"
    )]
    [InlineData(
        BosMode.Auto,
        false,
        new int[] { 'a' },
        "auto: add_bos_token of tokenizer_config.json is false, no BOS"
    )]
    [InlineData(
        BosMode.Auto,
        null,
        new int[] { 'a' },
        "auto: neither the post-processor of tokenizer.json nor tokenizer_config.json adds a BOS"
    )]
    [InlineData(BosMode.Never, true, new int[] { 'a' }, "never: no BOS")]
    [InlineData(BosMode.Always, null, new[] { 259, 'a' }, "always: <s> (id 259) begins every sequence")]
    public void Without_one_the_config_decides(BosMode mode, bool? addBos, int[] ids, string rule)
    {
        _file.Set("post_processor", """{"type": "ByteLevel", "trim_offsets": false}""");
        Check(mode, addBos, ids, rule);
    }

    [Fact]
    public void An_eos_of_the_post_processor_stays()
    {
        _file.Set("post_processor", Template);
        Check(
            BosMode.Auto,
            true,
            [259, 'a', 259],
            "auto: add_bos_token of tokenizer_config.json is true, <s> (id 259) is prefixed"
        );
        Check(BosMode.Never, true, ['a', 259], "never: no BOS");
    }

    [Fact]
    public void Always_without_a_known_bos_is_an_error()
    {
        _file.Set("post_processor", "null");
        Should
            .Throw<MoeDataException>(() => _file.Load(BosMode.Always))
            .Message.ShouldContain("a BOS is asked for, but no file names one");
    }

    [Fact]
    public void Tokens_are_read_from_the_files_beside()
    {
        _file.Set("post_processor", "null");
        _file.WriteBeside("special_tokens_map.json", """{"bos_token": {"content": "<s>"}, "eos_token": "<tool>"}""");
        _file.WriteBeside("config.json", """{"bos_token_id": 1, "eos_token_id": [2, 3], "vocab_size": 261}""");
        var tokenizer = _file.Load();
        (tokenizer.BosId, tokenizer.EosId).ShouldBe((259, 260));
    }

    [Fact]
    public void Or_from_the_models_config()
    {
        _file.Set("post_processor", "null");
        _file.WriteBeside("config.json", """{"bos_token_id": 1, "eos_token_id": [2, 3]}""");
        var tokenizer = _file.Load();
        (tokenizer.BosId, tokenizer.EosId).ShouldBe((1, 2));
    }

    private void Check(BosMode mode, bool? addBos, int[] ids, string rule)
    {
        var flag = addBos is null ? string.Empty : $", \"add_bos_token\": {(addBos.Value ? "true" : "false")}";
        _file.WriteBeside("tokenizer_config.json", $$"""{"bos_token": "<s>"{{flag}}}""");
        var tokenizer = _file.Load(mode);
        tokenizer.Encode("a", addSpecialTokens: true).ShouldBe(ids);
        tokenizer.Encode("a", addSpecialTokens: false).ShouldBe(['a']);
        tokenizer.BosRule.ShouldBe(rule);
    }
}
