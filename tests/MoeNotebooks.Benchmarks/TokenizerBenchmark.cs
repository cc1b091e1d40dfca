using System.Diagnostics;
using System.Globalization;
using System.Text;
using MoeNotebooks.Tokenization;
using Tokenizers.DotNet;

namespace MoeNotebooks.Benchmarks;

/// <summary>Our tokenizers against Hugging Face's own library, in one process, one thread each.</summary>
internal static class TokenizerBenchmark
{
    private const int Rounds = 5;
    private static readonly string[] Names = ["deepseek-v3", "qwen3", "gpt-neox-20b"];

    /// <summary>Measures the tokenizers under ../shared; says so where there are none.</summary>
    /// <param name="output">Where the numbers go.</param>
    public static void Run(TextWriter output)
    {
        var documents = Documents();
        var bytes = documents.Sum(Encoding.UTF8.GetByteCount);
        foreach (var name in Names)
        {
            var file = Path.Combine("..", "shared", "tokenizers", name, "tokenizer.json");
            if (!File.Exists(file))
            {
                output.WriteLine($"{name}: {file} is not here");
                continue;
            }

            var ours = TokenizerJson.Load(file);
            using var theirs = new Tokenizer(file);
            var tokens = documents.Sum(text => ours.Encode(text, addSpecialTokens: true).Count); // warm
            var reference = documents.Sum(text => theirs.Encode(text).Length);
            var (mine, other) = (
                Best(() => Each(documents, text => ours.Encode(text, addSpecialTokens: true))),
                Best(() => Each(documents, theirs.Encode))
            );
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {documents.Length} documents, {bytes:N0} bytes, {tokens:N0} tokens (theirs {reference:N0}); ours {bytes / mine / 1e6:F1} MB/s, theirs {bytes / other / 1e6:F1} MB/s, ratio {other / mine:F2}"
                )
            );
        }
    }

    /// <summary>Every document is different, so that no more is found in caches than in a real text.</summary>
    private static string[] Documents()
    {
        var random = new Random(1);
        string[] words =
        [
            "the",
            "expert",
            "routing",
            "of",
            "a",
            "mixture",
            "isn't",
            "12,345",
            "Größe",
            "数据",
            "model's",
            "(layers)",
            "\n",
            "Привет",
            "🙂",
        ];
        return
        [
            .. Enumerable
                .Range(0, 400)
                .Select(_ => string.Join(' ', Enumerable.Range(0, 400).Select(_ => Word(random, words)))),
        ];
    }

    private static string Word(Random random, string[] words) =>
        random.Next(4) > 0
            ? words[random.Next(words.Length)]
            : new string([.. Enumerable.Range(0, random.Next(2, 12)).Select(_ => (char)random.Next('a', 'z' + 1))]);

    private static void Each<T>(string[] documents, Func<string, T> encode)
    {
        foreach (var text in documents)
        {
            encode(text);
        }
    }

    private static double Best(Action run) =>
        Enumerable
            .Range(0, Rounds)
            .Min(_ =>
            {
                var clock = Stopwatch.StartNew();
                run();
                return clock.Elapsed.TotalSeconds;
            });
}
