using System.Globalization;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using MoeNotebooks.Progress;
using MoeNotebooks.Training.Export;
using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;

namespace MoeNotebooks.Training;

/// <summary>A whole run into a folder: train with checkpoints and a log, then write the Hugging Face files and a report.</summary>
/// <param name="folder">The folder.</param>
/// <param name="progress">Shows how far it is.</param>
/// <param name="time">The clock of the log.</param>
public sealed class TrainingRun(string folder, IProgressReporter progress, TimeProvider time)
{
    private const int LogEvery = 100;
    private const int SaveEvery = 200;
    private const int ScoreEvery = 500;
    private const int QuickItems = 100;
    private const int CalibrationSeed = 77;

    private string CheckpointPath => Path.Combine(folder, "checkpoint.safetensors");

    /// <summary>Trains from the start, or on from the folder's checkpoint.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="shape">The model's shape.</param>
    /// <param name="resume">Whether to go on from the checkpoint.</param>
    /// <param name="budget">A token budget other than the one the checkpoint names; <see langword="null"/> for that or the options' own.</param>
    /// <param name="stop">Stops after a step; the checkpoint is kept.</param>
    public void Run(TrainingOptions options, MiniModelConfig shape, bool resume, long? budget, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (resume && !File.Exists(CheckpointPath))
        {
            throw new MoeMissingException(CheckpointPath, "there is no such file", "Train without --resume first");
        }

        options = options with { Tokens = budget ?? (resume ? TrainerCheckpoint.Budget(CheckpointPath) : options.Tokens) };
        var world = MiniRecipe.World();
        var tokenizer = MiniRecipe.Tokenizer(world);
        var items = Enum.GetValues<MiniTask>().SelectMany(task => MiniDataSet.Make(world, task)).ToArray();
        using var trainer = new Trainer(options, world, tokenizer, shape);
        if (resume)
        {
            trainer.Load(CheckpointPath);
        }

        using var log = new TrainingLog(folder, append: resume, time);
        Train(trainer, options, log, items, tokenizer, stop);
        HuggingFaceExport.Write(trainer.Model, tokenizer, folder);
        var texts = new BatchStream(world, tokenizer, CalibrationSeed, options.Rows, options.Length);
        Report(trainer, log, texts, items, tokenizer);
        File.Delete(CheckpointPath);
    }

    private void Train(Trainer trainer, TrainingOptions options, TrainingLog log, MiniItem[] items, MiniTokenizer tokenizer, CancellationToken stop)
    {
        MiniItem[] quick = [.. items.GroupBy(i => i.Task).SelectMany(task => task.Take(QuickItems))];
        using var bar = progress.Begin("Training", options.Steps, "steps");
        bar.Advance(trainer.Step);
        log.Restart(trainer.Tokens);
        var (loss, steps) = (0.0, 0);
        while (!trainer.Finished)
        {
            loss += trainer.Advance();
            steps++;
            bar.Advance();
            if (trainer.Step % LogEvery == 0 || trainer.Finished)
            {
                log.Steps(trainer.Step, trainer.Tokens, loss / steps);
                (loss, steps) = (0, 0);
            }

            if (trainer.Step % SaveEvery == 0 || trainer.Finished || stop.IsCancellationRequested)
            {
                trainer.Save(CheckpointPath);
                stop.ThrowIfCancellationRequested();
            }

            if (trainer.Step % ScoreEvery == 0)
            {
                Score(trainer, log, quick, tokenizer, trainer.Model.Config.TopK);
                Score(trainer, log, quick, tokenizer, 1);
                log.Restart(trainer.Tokens);
            }
        }
    }

    private static void Score(Trainer trainer, TrainingLog log, MiniItem[] quick, MiniTokenizer tokenizer, int k) => log.Scores(
        trainer.Step, trainer.Tokens,
        new MiniReport.Row($"quick k={k}", MiniScorer.Score(trainer.Model, tokenizer, quick, new RoutingSetting(k) { Observe = true })));

    private void Report(Trainer trainer, TrainingLog log, BatchStream texts, MiniItem[] items, MiniTokenizer tokenizer)
    {
        var (rows, loads) = MiniReport.Make(trainer.Model, tokenizer, texts, items);
        foreach (var row in rows)
        {
            log.Scores(trainer.Step, trainer.Tokens, row);
        }

        var lines = loads.Select(l => string.Create(
            CultureInfo.InvariantCulture, $"{l.Layer},{l.Most:F2},{l.Least:F2},{string.Join(' ', l.WeightByRank.Select(w => w.ToString("F3", CultureInfo.InvariantCulture)))}\n"));
        AtomicFile.WriteText(Path.Combine(folder, "expert-load.csv"), "layer,most_over_mean,least_over_mean,mean_weight_by_rank\n" + string.Concat(lines));
    }
}
