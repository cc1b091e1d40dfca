using System.Text.Json;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>Ids and texts equal to those of other people's software, for real and small tokenizers.</summary>
[References]
public sealed class TokenizerJsonGoldenTests
{
    public static readonly TheoryData<string> Folders =
    [
        "tokenizers/deepseek-v2-reconstructed",
        "tokenizers/deepseek-v3",
        "tokenizers/gpt-neox-20b",
        "tokenizers/qwen3",
        "golden/tokenizers/deepseek-v3-like",
        "golden/tokenizers/gpt-neox-like",
        "golden/tokenizers/llama3-like",
        "golden/tokenizers/metaspace-like",
        "golden/tokenizers/mixtral-like",
        "golden/tokenizers/qwen-like",
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Encodes_and_decodes_as_the_reference_does(string folder)
    {
        var path = Shared.Folder(folder);
        var tokenizer = TokenizerJson.Load(path);
        var cases = GoldenCase.Read(Path.Combine(path, "golden.json"));
        cases.Count.ShouldBeGreaterThan(100);
        foreach (var (text, ids, idsSpecial, decoded, decodedAll) in cases)
        {
            tokenizer.Encode(text, addSpecialTokens: false).ShouldBe(ids, text);
            tokenizer.Encode(text, addSpecialTokens: true).ShouldBe(idsSpecial, text);
            tokenizer.Decode(ids, skipSpecialTokens: true).ShouldBe(decoded, text);
            if (decodedAll is not null)
            {
                tokenizer.Decode(ids, skipSpecialTokens: false).ShouldBe(decodedAll, text);
            }

            Streamed(tokenizer, ids).ShouldBe(decodedAll ?? tokenizer.Decode(ids, skipSpecialTokens: false), text);
        }
    }

    [Theory]
    [InlineData("tokenizers/deepseek-v2-reconstructed")]
    [InlineData("tokenizers/qwen3")]
    public void Encodes_as_llama_cpp_expects(string folder)
    {
        var path = Shared.Folder(folder);
        var tokenizer = TokenizerJson.Load(path);
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "llamacpp-vectors.json")));
        foreach (var vector in vectors.RootElement.GetProperty("cases").EnumerateArray())
        {
            var text = vector.GetProperty("text").GetString()!;
            tokenizer
                .Encode(text, addSpecialTokens: false)
                .ShouldBe(vector.GetProperty("ids").Deserialize<int[]>()!, text);
        }
    }

    private static string Streamed(ITokenizer tokenizer, int[] ids)
    {
        var stream = tokenizer.Stream(skipSpecialTokens: false);
        var parts = ids.Select(stream.Append).ToList();
        parts.ShouldAllBe(part =>
            part.Length == 0 || !(char.IsLowSurrogate(part.First()) || char.IsHighSurrogate(part.Last()))
        );
        return string.Concat(parts) + stream.Finish();
    }
}
