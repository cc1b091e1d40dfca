using System.Text.Json;
using MoeNotebooks.Cli.Commands;
using MoeNotebooks.Errors;
using MoeNotebooks.Tests.Cli;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

[Collection("console")]
[References]
public sealed class TokenizedTextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_command_writes_ids_with_and_without_special_tokens()
    {
        var path = Shared.Folder("golden/tokenizers/mixtral-like");
        var cases = GoldenCase.Read(Path.Combine(path, "golden.json"));
        var input = _folder.Write("texts.json", JsonSerializer.Serialize(new { texts = cases.Select(c => c.Text) }));
        (await Run(path, "--in", input, "--out", _folder["ids.json"])).ShouldBe(0);

        using var written = JsonDocument.Parse(File.ReadAllBytes(_folder["ids.json"]));
        written.RootElement.GetProperty("ids").Deserialize<int[][]>().ShouldBe(cases.Select(c => c.Ids));
        written.RootElement.GetProperty("ids_special").Deserialize<int[][]>().ShouldBe(cases.Select(c => c.IdsSpecial));
        written
            .RootElement.GetProperty("bos_rule")
            .GetString()
            .ShouldBe("auto: the post-processor of tokenizer.json adds <s> (id 1)");
        written
            .RootElement.GetProperty("texts_with_special_tokens")
            .EnumerateArray()
            .Select(i => cases[i.GetInt32()].Text)
            .ShouldAllBe(text => text.Contains("<s>") || text.Contains("</s>") || text.Contains("<unk>"));
    }

    [Fact]
    public async Task Never_leaves_the_bos_out()
    {
        var path = Shared.Folder("golden/tokenizers/mixtral-like");
        var input = _folder.Write("texts.json", """{"texts": ["a b"]}""");
        (await Run(path, "--in", input, "--out", _folder["ids.json"], "--bos", "never")).ShouldBe(0);
        using var written = JsonDocument.Parse(File.ReadAllBytes(_folder["ids.json"]));
        var ids = written.RootElement.GetProperty("ids").Deserialize<int[][]>()!;
        written.RootElement.GetProperty("ids_special").Deserialize<int[][]>().ShouldBe(ids);
    }

    [Theory]
    [InlineData("""{"text": []}""", "the field 'texts' is missing")]
    [InlineData("""{"texts": "a"}""", "texts: is string, not a list")]
    [InlineData("""{"texts": ["a", 1]}""", "texts[1]: is number, not a string")]
    [InlineData("""{"texts": ["a" """, "is not valid JSON")]
    public void Texts_that_are_none_are_refused(string json, string message)
    {
        var path = _folder.Write("texts.json", json);
        Should.Throw<MoeDataException>(() => TokenizedTexts.ReadTexts(path)).Message.ShouldContain(message);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_file_is_one_replacement_character() =>
        TokenizedTexts
            .ReadTexts(_folder.Write("texts.json", """{"texts": ["a\ud800b", "\udc00", "\ud83d\ude00", "\\ud800"]}"""))
            .ShouldBe(["a\uFFFDb", "\uFFFD", "\U0001F600", "\\ud800"]);

    private static async Task<int> Run(params string[] args) =>
        (await CommandRun.RunAsync(TokenizeCommand.Create(), args)).Exit;
}
