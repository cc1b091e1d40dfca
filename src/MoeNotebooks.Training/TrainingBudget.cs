using MoeNotebooks.Training.Model;

namespace MoeNotebooks.Training;

/// <summary>Turns minutes into tokens, by trying how fast this machine trains.</summary>
public static class TrainingBudget
{
    private const int WarmUpSteps = 4;
    private const int TimedSteps = 8;

    /// <summary>The tokens that fit into some minutes; takes about ten seconds to find out.</summary>
    /// <param name="minutes">The minutes.</param>
    /// <param name="options">How to train.</param>
    /// <param name="shape">The model's shape.</param>
    /// <param name="time">The clock.</param>
    public static long ForMinutes(double minutes, TrainingOptions options, MiniModelConfig shape, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var world = MiniRecipe.World();
        using var trainer = new Trainer(options, world, MiniRecipe.Tokenizer(world), shape);
        for (var i = 0; i < WarmUpSteps; i++)
        {
            trainer.Advance();
        }

        var (start, before) = (time.GetTimestamp(), trainer.Tokens);
        for (var i = 0; i < TimedSteps; i++)
        {
            trainer.Advance();
        }

        return (long)(minutes * 60 * (trainer.Tokens - before) / time.GetElapsedTime(start).TotalSeconds);
    }
}
