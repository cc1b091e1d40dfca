using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;

namespace MoeNotebooks.Evaluation;

/// <summary>
/// What a model was trained for, as <c>trained-for.json</c> in its folder says: beyond it, its scores say little.
/// </summary>
/// <param name="RowTokens">Tokens in a row of training: no longer text was ever seen.</param>
/// <param name="FewShot">Examples before a question, at most.</param>
public sealed record TrainedFor(int RowTokens, int FewShot)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "trained-for.json";

    private const long LargestFile = 1 << 16;

    /// <summary>Reads a model folder's record.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns><see langword="null"/> where it has none, as published models have not.</returns>
    /// <exception cref="MoeDataException">The file is not such a record.</exception>
    public static TrainedFor? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var record = StrictJson.ReadFile(path, LargestFile);
            return new(
                record.GetProperty("row_tokens").GetInt32(),
                record.GetProperty("examples_before_a_question").GetInt32()
            );
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MoeDataException(
                path,
                string.Empty,
                "is not {\"row_tokens\": N, \"examples_before_a_question\": N}",
                inner: error
            );
        }
    }

    /// <summary>The file's text.</summary>
    public string ToJson() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"row_tokens\": {RowTokens}, \"examples_before_a_question\": {FewShot}}}\n"
        );

    /// <summary>What somebody who asks these questions of the model should know.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <returns>A sentence per task and matter; none where all is as in training.</returns>
    public IEnumerable<string> Notices(IEnumerable<EncodedTask> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        foreach (var task in tasks)
        {
            var longer = task.Requests.Count(choices => choices.Any(request => request.Length - 1 > RowTokens));
            var shots =
                task.Prepared.FewShot > FewShot
                    ? $"with {Plural.Of(task.Prepared.FewShot, "example")} before each question, trained with {FewShot}"
                    : string.Empty;
            var length =
                longer > 0
                    ? $"{longer} of {Plural.Of(task.Requests.Count, "prompt")} longer than the {RowTokens} tokens of a row in training"
                    : string.Empty;
            if (shots.Length + length.Length > 0)
            {
                yield return $"{task.Prepared.Task.Name}: {string.Join("; ", new[] { shots, length }.Where(text => text.Length > 0))}: the model never saw such, its scores say little";
            }
        }
    }
}
