using System.Text.RegularExpressions;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Pruning;

/// <summary>Texts to calibrate on, from one file: plain text, UTF-8, with a blank line between two texts.</summary>
public static partial class CalibrationTexts
{
    /// <summary>Token ids of each text by itself, with the tokens that the tokenizer adds to a text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="longest">Tokens of a sequence; a longer text becomes several.</param>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">It is no plain text, or holds none.</exception>
    public static IReadOnlyList<int[]> Read(string path, ITokenizer tokenizer, int longest)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (Path.GetExtension(path) is ".json" or ".jsonl" or ".parquet")
        {
            throw new MoeDataException(
                path,
                string.Empty,
                "is not plain text",
                "Write its texts into a .txt file, with a blank line between two of them"
            );
        }

        var texts = Split(InputFile.ReadText(path));
        return texts.Count > 0
            ? [.. texts.SelectMany(text => tokenizer.Encode(text, addSpecialTokens: true).Chunk(longest))]
            : throw new MoeDataException(path, string.Empty, "holds no text");
    }

    /// <summary>The texts of a file, without the blank lines around them.</summary>
    /// <param name="file">The file's content.</param>
    public static IReadOnlyList<string> Split(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return
        [
            .. BlankLines()
                .Split(file.ReplaceLineEndings("\n").TrimEnd())
                .Select(text => text.Trim('\n'))
                .Where(text => !string.IsNullOrWhiteSpace(text)),
        ];
    }

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex BlankLines();
}
