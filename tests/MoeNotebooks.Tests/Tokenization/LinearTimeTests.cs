using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>
/// No text of a million characters takes more than two seconds of the processor. Alone, since that counts the whole
/// process.
/// </summary>
[Collection(nameof(LinearTimeTests))]
[CollectionDefinition(nameof(LinearTimeTests), DisableParallelization = true)]
[References]
public sealed class LinearTimeTests
{
    private const int Length = 1_000_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly (string Name, string Unit, string End)[] Texts =
    [
        ("a", "a", ""),
        ("spaces", " ", ""),
        ("spaces and a letter", " ", "x"),
        ("line ends", "\n", "x"),
        ("digits", "7", ""),
        ("marks", "\u0301", ""),
        ("stops", ".", ""),
        ("emoji", "\U0001F468\u200D\U0001F469\u200D\U0001F467", ""),
        ("ideographs", "\u4e00\u9fa5", ""),
        ("right to left", "\u05e9\u05dc ", ""),
        ("unknown", "\u2581\U0001D400", ""),
        ("words", "The quick brown fox isn't 12,345. ", ""),
        ("tabs and spaces", "\t ", "x"),
        ("begun tokens", "<|im_", ""),
    ];

    [Theory]
    [MemberData(nameof(TokenizerJsonGoldenTests.Folders), MemberType = typeof(TokenizerJsonGoldenTests))]
    public void A_million_characters_take_under_two_seconds(string folder)
    {
        var tokenizer = TokenizerJson.Load(Shared.Folder(folder));
        foreach (var (name, unit, end) in Texts)
        {
            var text = string.Concat(Enumerable.Repeat(unit, Length / unit.Length)) + end;
            var times = new List<TimeSpan>();
            do
            {
                var start = Environment.CpuUsage.TotalTime;
                tokenizer.Encode(text, addSpecialTokens: false).Count.ShouldBeGreaterThan(0);
                times.Add(Environment.CpuUsage.TotalTime - start);
            } while (times[^1] > Limit && times.Count < 3);
            times.Min().ShouldBeLessThan(Limit, $"{name}: {string.Join(", ", times)}");
        }
    }
}
