using MoeNotebooks.Errors;
using MoeNotebooks.Pruning;
using MoeNotebooks.Tests.Evaluation;

namespace MoeNotebooks.Tests.Pruning;

public sealed class CalibrationTextsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a\nb\n\nc", "a\nb", "c")]
    [InlineData("\n\n\na\n \t\n\n  b\n\n", "a", "  b")] // a line of blanks is blank; a text keeps its indent
    [InlineData("a\r\n\r\nb\r\n", "a", "b")]
    [InlineData("a", "a")]
    [InlineData(" \n\n ")]
    public void A_blank_line_stands_between_two_texts(string file, params string[] texts) =>
        CalibrationTexts.Split(file).ShouldBe(texts);

    [Fact]
    public void Each_text_is_read_by_itself_and_a_long_one_in_pieces() =>
        CalibrationTexts
            .Read(_folder.Write("a.txt", "xy\n\ncdef\n"), new FakeTokenizer(), longest: 3)
            .ShouldBe(new int[][] { ['^', 'x', 'y'], ['^', 'c', 'd'], ['e', 'f'] });

    [Fact]
    public void What_holds_no_text_is_refused()
    {
        var tokenizer = new FakeTokenizer();
        Should
            .Throw<MoeDataException>(() => CalibrationTexts.Read(_folder.Write("a.txt", "\n \n"), tokenizer, 8))
            .Message.ShouldContain("holds no text");
        Should
            .Throw<MoeDataException>(() => CalibrationTexts.Read(_folder.Write("a.jsonl", "{}"), tokenizer, 8))
            .Message.ShouldContain("is not plain text");
        Should
            .Throw<MoeMissingException>(() => CalibrationTexts.Read(_folder.Path, tokenizer, 8))
            .Message.ShouldContain("is a folder");
    }
}
