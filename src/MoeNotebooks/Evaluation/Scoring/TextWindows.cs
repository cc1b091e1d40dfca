using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Tokenization;

namespace MoeNotebooks.Evaluation.Scoring;

/// <summary>Cuts a text into windows of tokens: all of them predicted but the first, each once.</summary>
internal static class TextWindows
{
    /// <summary>Reads and cuts a text file.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="width">Tokens a window takes in, at most.</param>
    /// <exception cref="MoeMissingException">There is no such file.</exception>
    /// <exception cref="MoeDataException">It is not UTF-8, or too short to predict anything.</exception>
    public static IReadOnlyList<int[]> Read(string path, ITokenizer tokenizer, int width)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        int[] ids = [.. tokenizer.Encode(InputFile.ReadText(path), addSpecialTokens: true)];
        return ids.Length >= 2
            ? Cut(ids, width)
            : throw new MoeDataException(path, string.Empty, $"has {ids.Length} tokens, at least 2 are needed");
    }

    /// <summary>
    /// Windows of <paramref name="width"/> + 1 tokens, the last of one being the first of the next; the last window may
    /// be shorter.
    /// </summary>
    /// <param name="ids">The text, at least 2 tokens.</param>
    /// <param name="width">Tokens a window takes in.</param>
    public static IReadOnlyList<int[]> Cut(int[] ids, int width)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var windows = new List<int[]>();
        for (var start = 0; start + 1 < ids.Length; start += width)
        {
            windows.Add(ids[start..Math.Min(ids.Length, start + width + 1)]);
        }

        return windows;
    }
}
