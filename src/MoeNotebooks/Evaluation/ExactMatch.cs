using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Inference;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;

namespace MoeNotebooks.Evaluation;

/// <summary>
/// A generative measure: the model writes its answer, the likeliest token each time, and only the right choice's text
/// counts. Choosing among given answers can hide damage that this shows: a wrong answer need not be among the choices.
/// </summary>
public static class ExactMatch
{
    private const int Rows = 32; // questions that are answered together
    private const int MoreTokens = 2; // behind the longest choice, so that what goes on is no match

    /// <summary>
    /// Whether a task's answers can be written: its choices follow one question. In WinoGrande's form the choice stands
    /// before what is scored.
    /// </summary>
    /// <param name="task">The task.</param>
    public static bool Applies(EvaluationTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Form is not PartialSentence;
    }

    /// <summary>Lets a model answer.</summary>
    /// <param name="model">The model, with its own tokenizer.</param>
    /// <param name="tasks">The tasks, all of a form that applies.</param>
    /// <param name="policy">How many experts each layer uses; <see langword="null"/> for as trained.</param>
    /// <param name="mask">The experts that are kept; <see langword="null"/> for all.</param>
    /// <param name="progress">Shows how far it has come; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellationToken">Stops between two tokens.</param>
    /// <returns>One result per task.</returns>
    /// <exception cref="MoeUsageException">A task's answers cannot be written, or a question does not fit the
    /// model.</exception>
    public static IReadOnlyList<ExactMatchResult> Run(
        MoeModel model,
        IReadOnlyList<EncodedTask> tasks,
        RoutingPolicy? policy = null,
        ExpertMask? mask = null,
        IProgressReporter? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.FirstOrDefault(task => !Applies(task.Prepared.Task)) is { } other)
        {
            throw new MoeUsageException(
                other.Prepared.Task.Name,
                "has its choices before what is scored, so that no answer can be written",
                "Leave it out"
            );
        }

        using var step = (progress ?? ProgressReporter.Silent).Begin(
            "Writing answers",
            tasks.Sum(task => task.Requests.Count),
            "questions"
        );
        return [.. tasks.Select(Answer)];

        ExactMatchResult Answer(EncodedTask task)
        {
            var items = task.Prepared.Items;
            var written = new string[items.Count];
            foreach (
                var batch in Enumerable
                    .Range(0, items.Count)
                    .OrderBy(i => task.Requests[i][0].Context.Length)
                    .Chunk(Rows)
            ) // little padding
            {
                var options = new GenerationOptions
                {
                    MaxNewTokens =
                        MoreTokens + batch.Max(i => task.Requests[i].Max(choice => choice.Continuation.Length)),
                };
                var texts = Generator.Generate(
                    model,
                    [.. batch.Select(i => task.Requests[i][0].Context)],
                    options,
                    policy,
                    mask,
                    cancellation: cancellationToken
                );
                foreach (var (i, ids) in batch.Zip(texts))
                {
                    written[i] = FirstLine(model.Tokenizer.Decode(ids, skipSpecialTokens: true));
                }

                step.Advance(batch.Length);
            }

            return new(
                task.Prepared.Task,
                written,
                [.. items.Zip(written, (item, text) => text == item.Choices[item.Gold].Trim() ? 1.0 : 0)],
                [.. items.Select(item => item.Cluster)]
            );
        }
    }

    private static string FirstLine(string text) => text.TrimStart().Split('\n')[0].Trim();
}
