using MoeNotebooks.Progress;
using MoeNotebooks.Training.Model;

namespace MoeNotebooks.Training;

/// <summary>Turns minutes into tokens, by trying how fast this machine trains.</summary>
public static class TrainingBudget
{
    private const int WarmUpSteps = 4;
    private const int TimedSteps = 8;

    // Judging the trained model on all questions takes as long as training on so many tokens, whatever the machine.
    private const long TokensForEvaluation = 150_000;

    /// <summary>
    /// The tokens that fit into some minutes, which are those of the whole run: finding this out (about ten seconds),
    /// training and the final evaluation (about half a minute on two cores). Where that leaves nothing, as many as one
    /// step takes.
    /// </summary>
    /// <param name="minutes">The minutes.</param>
    /// <param name="options">How to train.</param>
    /// <param name="shape">The model's shape.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Shows how far the trying has come.</param>
    /// <param name="stop">Stops it between two steps.</param>
    public static long ForMinutes(
        double minutes,
        TrainingOptions options,
        MiniModelConfig shape,
        TimeProvider time,
        IProgressReporter progress,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(progress);
        var begun = time.GetTimestamp();
        using var bar = progress.Begin("Trying how fast this machine trains", WarmUpSteps + TimedSteps, "steps");
        using var trainer = new Trainer(options, MiniRecipe.World(), MiniRecipe.Tokenizer(), shape);
        Advance(WarmUpSteps);

        var (start, before) = (time.GetTimestamp(), trainer.Tokens);
        Advance(TimedSteps);
        var tokensPerSecond = (trainer.Tokens - before) / time.GetElapsedTime(start).TotalSeconds;
        var left = (minutes * 60) - time.GetElapsedTime(begun).TotalSeconds;
        return Math.Max(1, (long)(left * tokensPerSecond) - TokensForEvaluation);

        void Advance(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                stop.ThrowIfCancellationRequested();
                trainer.Advance();
                bar.Advance();
            }
        }
    }
}
