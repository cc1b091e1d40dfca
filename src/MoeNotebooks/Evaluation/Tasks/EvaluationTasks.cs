using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// The tasks this kit knows: lm-eval's six and their synthetic twins. A new task is one more record here.
/// </summary>
public static class EvaluationTasks
{
    private static readonly DatasetSchema Questions = new(
        "id",
        new DatasetField("id", FieldKind.Text),
        new DatasetField("question", FieldKind.Text),
        new DatasetField("choices.text", FieldKind.TextList),
        new DatasetField("choices.label", FieldKind.TextList),
        new DatasetField("answerKey", FieldKind.Text)
    );

    private static readonly KeyedChoices QuestionAndAnswer = new(new("Question: {{question}}\nAnswer:"));

    /// <summary>ARC, Challenge set.</summary>
    public static EvaluationTask ArcChallenge { get; } =
        new(
            "arc_challenge",
            1.0,
            new("allenai/ai2_arc", "ARC-Challenge", "train", "validation", "test"),
            Questions,
            QuestionAndAnswer,
            LengthNormalised: true
        );

    /// <summary>ARC, Easy set.</summary>
    public static EvaluationTask ArcEasy { get; } =
        new(
            "arc_easy",
            1.0,
            new("allenai/ai2_arc", "ARC-Easy", "train", "validation", "test"),
            Questions,
            QuestionAndAnswer,
            LengthNormalised: true
        );

    /// <summary>BoolQ as SuperGLUE has it: the passage carries the article's title.</summary>
    public static EvaluationTask BoolQ { get; } =
        new(
            "boolq",
            2.0,
            new("aps/super_glue", "boolq", "train", "validation", null),
            new(
                "idx",
                new DatasetField("question", FieldKind.Text),
                new DatasetField("passage", FieldKind.Text),
                new DatasetField("idx", FieldKind.Integer),
                new DatasetField("label", FieldKind.Integer)
            )
            {
                ClusterField = "passage",
            },
            new FixedChoices(new("{{passage}}\nQuestion: {{question}}?\nAnswer:"), "no", "yes"),
            LengthNormalised: false
        );

    /// <summary>OpenBookQA: the bare stem is the prompt.</summary>
    public static EvaluationTask OpenBookQa { get; } =
        new(
            "openbookqa",
            1.0,
            new("allenai/openbookqa", "main", "train", "validation", "test"),
            new(
                "id",
                new DatasetField("id", FieldKind.Text),
                new DatasetField("question_stem", FieldKind.Text),
                new DatasetField("choices.text", FieldKind.TextList),
                new DatasetField("choices.label", FieldKind.TextList),
                new DatasetField("answerKey", FieldKind.Text)
            ),
            new KeyedChoices(new("{{question_stem}}"), KeyMayHaveSpaces: true),
            LengthNormalised: true
        );

    /// <summary>RTE as GLUE has it; SuperGLUE's texts differ.</summary>
    public static EvaluationTask Rte { get; } =
        new(
            "rte",
            1.0,
            new("nyu-mll/glue", "rte", "train", "validation", null),
            new(
                "idx",
                new DatasetField("sentence1", FieldKind.Text),
                new DatasetField("sentence2", FieldKind.Text),
                new DatasetField("label", FieldKind.Integer),
                new DatasetField("idx", FieldKind.Integer)
            )
            {
                ClusterField = "sentence1",
            },
            new FixedChoices(new("{{sentence1}}\nQuestion: {{sentence2}} True or False?\nAnswer:"), "True", "False"),
            LengthNormalised: false
        );

    /// <summary>WinoGrande, the xl training set's validation split.</summary>
    public static EvaluationTask WinoGrande { get; } =
        new(
            "winogrande",
            1.0,
            new("allenai/winogrande", "winogrande_xl", "train", "validation", null),
            new(
                null,
                new DatasetField("sentence", FieldKind.Text),
                new DatasetField("option1", FieldKind.Text),
                new DatasetField("option2", FieldKind.Text),
                new DatasetField("answer", FieldKind.Text)
            ),
            new PartialSentence(),
            LengthNormalised: false
        );

    /// <summary>lm-eval's six tasks of the paper.</summary>
    public static IReadOnlyList<EvaluationTask> Published { get; } =
    [ArcChallenge, ArcEasy, BoolQ, OpenBookQa, Rte, WinoGrande];

    /// <summary>The same six forms on the synthetic mini world: <c>mini_arc_challenge</c> and so on.</summary>
    public static IReadOnlyList<EvaluationTask> Mini { get; } =
    [
        .. Published.Select(task =>
            task with
            {
                Name = "mini_" + task.Name,
                DataName = task.Name,
                IsSynthetic = true,
                Schema = task.Schema with { ClusterField = "about" },
            }
        ),
    ];

    /// <summary>
    /// Tasks by name: a task's own, <c>mini</c> for the six synthetic ones, <c>all</c> for the six published ones.
    /// </summary>
    /// <param name="names">Names; each task is taken once, in the order named.</param>
    /// <exception cref="MoeUsageException">A name that no task has, or none at all.</exception>
    public static IReadOnlyList<EvaluationTask> Select(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        EvaluationTask[] tasks = [.. names.SelectMany(Named).Distinct()];
        return tasks.Length > 0 ? tasks : throw new MoeUsageException("--tasks", "names no task", Known());
    }

    private static IEnumerable<EvaluationTask> Named(string name) =>
        name switch
        {
            "mini" => Mini,
            "all" => Published,
            _ => Published.Concat(Mini).FirstOrDefault(task => task.Name == name) is { } task
                ? [task]
                : throw new MoeUsageException("--tasks", $"no task is called '{ErrorText.Name(name)}'", Known()),
        };

    private static string Known() =>
        "Known: mini, all, " + string.Join(", ", Published.Concat(Mini).Select(task => task.Name));
}
