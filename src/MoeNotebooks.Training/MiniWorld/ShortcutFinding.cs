namespace MoeNotebooks.Training.MiniWorld;

/// <summary>How far one shortcut gets on a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Shortcut">The shortcut.</param>
/// <param name="Accuracy">The share of questions that it answers rightly, 0 to 1.</param>
public sealed record ShortcutFinding(MiniTask Task, string Shortcut, double Accuracy)
{
    /// <summary>What a shortcut may gain over guessing.</summary>
    public const double Allowed = 0.05;

    /// <summary>The share that guessing gets.</summary>
    public double Guessing => 1.0 / Task.Choices();

    /// <summary>Whether it gains more than is allowed.</summary>
    public bool IsTooGood => Accuracy > Guessing + Allowed;
}
