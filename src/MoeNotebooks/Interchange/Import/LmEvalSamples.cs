using System.Globalization;
using System.Text;
using System.Text.Json;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation;
using MoeNotebooks.Evaluation.Journals;
using MoeNotebooks.Files;

namespace MoeNotebooks.Interchange.Import;

/// <summary>A <c>samples_*.jsonl</c> of lm-evaluation-harness: one answered item per line, numbers as text.</summary>
internal static class LmEvalSamples
{
    /// <summary>
    /// Reads all items. A last line that was cut off is left out and said; anything else that is wrong is an error.
    /// </summary>
    public static (IReadOnlyList<StoredAnswer> Answers, IReadOnlyList<string> Notices) Read(string path)
    {
        using var stream = DatasetFile.Open(path);
        var lines = LineReader.Read(path, stream).ToArray();
        var answers = new Dictionary<string, StoredAnswer>(StringComparer.Ordinal);
        var notices = new List<string>();
        foreach (var (number, text) in lines)
        {
            if (Parse(path, number, text, last: lines.Length > 1 && number == lines[^1].Number) is not { } line)
            {
                notices.Add($"{path}: line {number}: the last line is cut off and was left out");
                continue;
            }

            var answer = Answer(path, $"line {number}", line);
            if (!answers.TryAdd(answer.Item, answer) && !answer.Agrees(answers[answer.Item]))
            {
                throw new MoeDataException(
                    path,
                    $"line {number}",
                    $"repeats document {answer.Index} with another answer"
                );
            }
        }

        var failed = answers.Values.Count(answer => !answer.Succeeded);
        if (failed > 0)
        {
            notices.Add($"{path}: {Plural.Of(failed, "item")} whose score is not a number, kept out of the mean");
        }

        return answers.Count > 0
            ? ([.. answers.Values], notices)
            : throw new MoeDataException(path, string.Empty, "holds no item");
    }

    private static JsonElement? Parse(string path, int number, string text, bool last)
    {
        try
        {
            // documents may hold half a surrogate pair; of their texts only hashes are taken
            return StrictJson.Parse(
                path,
                Encoding.UTF8.GetBytes(PythonNumbers.ToJson(text)),
                $"line {number}",
                halfPairs: true
            );
        }
        catch (MoeDataException error) when (last && error.InnerException is JsonException)
        {
            return null;
        }
    }

    private static StoredAnswer Answer(string path, string place, JsonElement line)
    {
        try
        {
            var index = line.GetProperty("doc_id").GetInt32();
            // The document, the prompt and the right answer: what lm-eval itself tells items by.
            var item = string.Create(
                CultureInfo.InvariantCulture,
                $"{index} {Hash("doc_hash")} {Hash("prompt_hash")} {Hash("target_hash")}"
            );
            LikelihoodResult[] choices = [.. line.GetProperty("filtered_resps").EnumerateArray().Select(Likelihood)];
            var (right, norm) = (
                Number(line.GetProperty("acc")),
                line.TryGetProperty("acc_norm", out var value) ? Number(value) : (double?)null
            );
            return double.IsNaN(right) || choices.Any(choice => double.IsNaN(choice.LogLikelihood))
                ? new(item, index, [], null, Failure: StoredAnswer.NotANumber)
                : new(item, index, choices, right, norm is { } finite && double.IsFinite(finite) ? finite : null);
        }
        catch (Exception error)
            when (error
                    is KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or IndexOutOfRangeException
            )
        {
            throw new MoeDataException(
                path,
                place,
                "is not an item of a multiple-choice task: " + StrictJson.Reason(error),
                "Expected doc_id, filtered_resps and acc",
                error
            );
        }

        string Hash(string name) => line.GetProperty(name).GetString() ?? throw new FormatException(name + " is null");
    }

    private static LikelihoodResult Likelihood(JsonElement pair) =>
        new(Number(pair[0]), pair[1].GetString() is "None" ? null : bool.Parse(pair[1].GetString()!));

    private static double Number(JsonElement value) =>
        PythonNumbers.Read(value) ?? throw new FormatException("not a number: " + value.GetRawText());
}
