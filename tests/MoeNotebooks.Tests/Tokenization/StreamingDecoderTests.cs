using CsCheck;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

[References]
public sealed class StreamingDecoderTests
{
    [Theory]
    [MemberData(nameof(TokenizerJsonGoldenTests.Folders), MemberType = typeof(TokenizerJsonGoldenTests))]
    public void Parts_together_are_the_whole_whatever_the_ids(string folder)
    {
        var tokenizer = TokenizerJson.Load(Shared.Folder(folder));
        Gen.Int[0, Math.Min(tokenizer.VocabularySize, 3000) + 2]
            .Array[0, 40]
            .Sample(
                ids =>
                {
                    var stream = tokenizer.Stream(skipSpecialTokens: true);
                    var parts = ids.Select(stream.Append).ToList();
                    parts.Add(stream.Finish());
                    string.Concat(parts).ShouldBe(tokenizer.Decode(ids, skipSpecialTokens: true));
                    parts.ShouldAllBe(part =>
                        part.Length == 0 || !(char.IsLowSurrogate(part.First()) || char.IsHighSurrogate(part.Last()))
                    );
                },
                iter: 200,
                threads: 1
            );
    }

    [Fact]
    public void Half_a_character_waits_for_its_end()
    {
        using var file = new TinyTokenizer();
        var stream = file.Load().Stream(skipSpecialTokens: false);
        new[] { 'a', 0xF0, 0x9F, 0x98, 0x80, 0xC3 }.Select(stream.Append).ShouldBe(["a", "", "", "", "\U0001F600", ""]);
        stream.Finish().ShouldBe("\uFFFD");
    }

    [Fact]
    public void Byte_tokens_wait_for_the_end_of_their_run()
    {
        using var file = new TinyTokenizer();
        file.Set("model/vocab", """{"<0xE2>": 0, "<0x82>": 1, "<0xAC>": 2, "a": 3}""");
        file.Set("model/merges", "[]");
        file.Set("added_tokens", "[]");
        file.Set("post_processor", "null");
        file.Set(
            "decoder",
            """{"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": "a", "start": 1, "stop": 1}]}"""
        );
        var stream = file.Load().Stream(skipSpecialTokens: false);
        new[] { 3, 0, 1, 2, 3, 3, 0 }.Select(stream.Append).ShouldBe(["", "", "", "", "\u20ac", "a", ""]);
        stream.Finish().ShouldBe("a\uFFFD");
    }
}
