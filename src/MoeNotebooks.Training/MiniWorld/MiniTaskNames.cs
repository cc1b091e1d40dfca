namespace MoeNotebooks.Training.MiniWorld;

/// <summary>The file names of the mini tasks, and how many choices each has.</summary>
public static class MiniTaskNames
{
    /// <summary>The task's file name without its ending, as the real task is called: <c>arc_easy</c>.</summary>
    /// <param name="task">The task.</param>
    public static string FileName(this MiniTask task) =>
        task switch
        {
            MiniTask.ArcEasy => "arc_easy",
            MiniTask.ArcChallenge => "arc_challenge",
            MiniTask.BoolQ => "boolq",
            MiniTask.OpenBookQA => "openbookqa",
            MiniTask.Rte => "rte",
            _ => "winogrande",
        };

    /// <summary>Choices of a question.</summary>
    /// <param name="task">The task.</param>
    public static int Choices(this MiniTask task) =>
        task is MiniTask.BoolQ or MiniTask.Rte or MiniTask.WinoGrande ? 2 : 4;
}
