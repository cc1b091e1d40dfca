using System.Text.Json.Nodes;
using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// Draws the examples before each question as lm-eval 0.4.13 does: one generator per task, advanced document after
/// document, so that a limit changes nothing for the documents before it.
/// </summary>
/// <remarks>
/// Where a task has no test split, one more is drawn than needed, the document itself is left out if it is among them,
/// and the first ones are kept. The same holds where the examples come from the evaluated split itself.
/// </remarks>
/// <param name="task">The task.</param>
/// <param name="pool">What examples are drawn from.</param>
/// <param name="count">Examples before each question.</param>
/// <param name="fromEvaluated">Whether <paramref name="pool"/> is the evaluated split.</param>
internal sealed class FewShotExamples(
    EvaluationTask task,
    IReadOnlyList<TaskDocument> pool,
    int count,
    bool fromEvaluated
)
{
    /// <summary>lm-eval's seed for drawing examples.</summary>
    public const uint Seed = 1234;

    private readonly PythonRandom _random = new(Seed);

    /// <summary>
    /// The examples before the next document, each ending in an empty line; empty when none are asked for.
    /// </summary>
    /// <param name="document">The document; call this for every document of the split, in its order.</param>
    /// <exception cref="MoeUsageException">The pool is too small.</exception>
    public string Next(TaskDocument document)
    {
        if (count == 0)
        {
            return string.Empty;
        }

        var spare = fromEvaluated || task.Source.TestSplit is null ? 1 : 0;
        if (count + spare > pool.Count)
        {
            throw new MoeUsageException(
                "--num-fewshot",
                $"{count} needs {count + spare} documents to draw from, {task.Name} has {pool.Count}"
            );
        }

        var drawn = _random.Sample(pool.Count, count + spare).Select(index => pool[index]);
        if (spare > 0)
        {
            drawn = drawn.Where(example => !JsonNode.DeepEquals(example.Fields, document.Fields));
        }

        return string.Concat(drawn.Take(count).Select(example => task.Form.Example(example) + "\n\n"));
    }
}
