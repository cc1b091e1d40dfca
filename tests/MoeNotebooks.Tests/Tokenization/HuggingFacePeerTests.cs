using MoeNotebooks.Tokenization;
using Tokenizers.DotNet;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>Our tokenizer against Hugging Face's own library on random Unicode.</summary>
[References]
public sealed class HuggingFacePeerTests
{
    [Theory]
    [MemberData(nameof(TokenizerJsonGoldenTests.Folders), MemberType = typeof(TokenizerJsonGoldenTests))]
    public void Ids_and_texts_equal_the_reference_library(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the reference library is restored for Linux only");
        var path = Shared.Folder(folder);
        var ours = TokenizerJson.Load(path);
        using var theirs = new Tokenizer(Path.Combine(path, "tokenizer.json"));
        foreach (var text in UnicodeText.Texts(1000))
        {
            var ids = ours.Encode(text, addSpecialTokens: true);
            ids.ShouldBe(theirs.Encode(text).Select(id => (int)id), text);
            ours.Decode(ids, skipSpecialTokens: true)
                .ShouldBe(theirs.Decode(ids.Select(id => (uint)id).ToArray()), text);
        }
    }
}
