using System.Text;
using CsCheck;

namespace MoeNotebooks.Tests.Tokenization;

/// <summary>
/// Random texts of many scripts, white space of all kinds, marks, emoji, controls, private-use and astral letters.
/// </summary>
internal static class UnicodeText
{
    private static readonly (int Low, int High)[] Ranges =
    [
        (0x20, 0x7E),
        (0x20, 0x7E),
        (0x20, 0x7E),
        (0x61, 0x7A),
        (0x30, 0x39),
        (0x00, 0x1F),
        (0xA0, 0xFF),
        (0x100, 0x24F),
        (0x300, 0x36F),
        (0x370, 0x3FF),
        (0x400, 0x4FF),
        (0x590, 0x5FF),
        (0x600, 0x6FF),
        (0x900, 0x97F),
        (0xE00, 0xE7F),
        (0x1100, 0x11FF),
        (0x1E00, 0x1EFF),
        (0x2000, 0x206F),
        (0x2070, 0x209F),
        (0x2100, 0x214F),
        (0x2150, 0x218F),
        (0x2460, 0x24FF),
        (0x3000, 0x303F),
        (0x3040, 0x30FF),
        (0x4E00, 0x4FFF),
        (0xAC00, 0xAFFF),
        (0xE000, 0xE0FF),
        (0xF900, 0xFAFF),
        (0xFB00, 0xFB06),
        (0xFE00, 0xFE0F),
        (0xFF00, 0xFFEF),
        (0x10280, 0x1029C),
        (0x10400, 0x1044F),
        (0x1D400, 0x1D7CB),
        (0x1E900, 0x1E943),
        (0x1F300, 0x1F64F),
        (0x20000, 0x2001F),
        (0x10FFF0, 0x10FFFD),
    ];

    private static readonly string[] Words =
    [
        " ",
        "  ",
        "\n",
        "\r\n",
        "\t",
        "'s",
        "'LL",
        "'\u017F",
        "don't",
        "<s>",
        "</s>",
        "<unk>",
        "<|endoftext|>",
        "<|im_start|>",
        "<0x41>",
        "\u2581",
        "\u00a0",
        "\u3000",
        "123456",
        "hello",
        " world",
        "e\u0301",
        "\U0001F468\u200D\U0001F469",
        "...",
        "\u1100\u1161",
        "\ufffd",
        "<b>",
        " <b>  ",
        "<w>",
        "a<w>",
        "hats",
        "\u00e9a",
        "e\u0301ab",
        "\u00e9ab",
        "   ",
        "<s>t ",
        "lol",
        "tables",
        "ALOE",
        "boat's",
        "kiss",
        "\u212aiss",
        "ki\u017fs",
        "o\ufe0f",
    ];

    /// <summary>
    /// So many random texts, the same in each run: a difference that a test finds once it finds again.
    /// </summary>
    public static IEnumerable<string> Texts(int count, string seed = "2gKUrzEPf286")
    {
        var random = PCG.Parse(seed);
        return Enumerable.Range(0, count).Select(_ => Any.Generate(random, null, out Size _));
    }

    /// <summary>Words and single characters, mixed.</summary>
    private static readonly Gen<string> Any = Gen.Frequency(
            (2, Gen.Int[0, Words.Length - 1].Select(i => Words[i])),
            (
                5,
                Gen.Int[0, Ranges.Length - 1]
                    .Select(i => Ranges[i])
                    .SelectMany(range => Gen.Int[range.Low, range.High])
                    .Select(point => new Rune(point).ToString())
            )
        )
        .Array[0, 40]
        .Select(string.Concat);
}
