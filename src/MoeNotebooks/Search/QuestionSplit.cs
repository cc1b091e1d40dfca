using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Tasks;

namespace MoeNotebooks.Search;

/// <summary>Questions to choose by and questions to judge by. Questions about one thing are all on one side, in all
/// tasks: what was learned about it while choosing must not help where it is judged.</summary>
/// <param name="Development">Each task's questions to choose by.</param>
/// <param name="Test">Each task's other questions.</param>
public sealed record QuestionSplit(IReadOnlyList<PreparedTask> Development, IReadOnlyList<PreparedTask> Test)
{
    /// <summary>Splits by what questions are about; the side follows from the label alone, so that it is the same on
    /// every machine and for every limit.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="developmentShare">Share of the labels to choose by.</param>
    /// <exception cref="MoeUsageException">A side of some task is empty.</exception>
    public static QuestionSplit Of(IReadOnlyList<PreparedTask> tasks, double developmentShare = 0.5)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        var split = new QuestionSplit(
            [.. tasks.Select(task => Side(task, true))],
            [.. tasks.Select(task => Side(task, false))]
        );
        var empty = split.Development.Concat(split.Test).FirstOrDefault(task => task.Items.Count == 0);
        return empty is null
            ? split
            : throw new MoeUsageException(
                empty.Task.Name,
                "has no question on one side of the split",
                "Take more questions"
            );

        PreparedTask Side(PreparedTask task, bool development) =>
            task with
            {
                Items =
                [
                    .. task.Items.Where(item =>
                        IsDevelopment(item.Cluster, item.Task, item.Index, developmentShare) == development
                    ),
                ],
            };
    }

    /// <summary>
    /// Whether a question is among those to choose by: the place of what it is about, from 0 to 1, lies below their
    /// share.
    /// </summary>
    /// <param name="cluster">What it is about; a question that stands alone is about itself.</param>
    /// <param name="task">Its task.</param>
    /// <param name="index">Its place in the task.</param>
    /// <param name="developmentShare">Share of the labels to choose by.</param>
    internal static bool IsDevelopment(string? cluster, string task, int index, double developmentShare = 0.5)
    {
        var label = cluster ?? FormattableString.Invariant($"{task} {index}");
        return BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(label))) / 4294967296.0
            < developmentShare;
    }
}
