using MoeNotebooks.Datasets;
using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using MoeNotebooks.Models;
using MoeNotebooks.Progress;
using MoeNotebooks.Routing;
using MoeNotebooks.Training.Export;
using MoeNotebooks.Training.MiniWorld;
using MoeNotebooks.Training.Model;
using MoeNotebooks.Training.Tokenizer;
using static TorchSharp.torch;

namespace MoeNotebooks.Training;

/// <summary>
/// A whole run into a folder: train with checkpoints and a log, then write the Hugging Face files. The model is judged
/// as any other is: written, opened and swept over the mini tasks, now and then on questions of the dev sets, at the
/// end on the test sets.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="progress">Shows how far it is.</param>
/// <param name="time">The clock of the log.</param>
/// <param name="device">Where to train, which the log tells; the CPU if nothing is said. Judging is done on the
/// CPU.</param>
public sealed class TrainingRun(string folder, IProgressReporter progress, TimeProvider time, Device? device = null)
{
    private const int LogEvery = 100;
    private const int SaveEvery = 200;
    private const int ScoreEvery = 500;
    private const int QuickItems = 100;

    private string CheckpointPath => Path.Combine(folder, "checkpoint.safetensors");

    private string SnapshotPath => Path.Combine(folder, "snapshot");

    /// <summary>Trains from the start, or on from the folder's checkpoint.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="shape">The model's shape.</param>
    /// <param name="resume">Whether to go on from the checkpoint.</param>
    /// <param name="budget">A token budget other than the one the checkpoint names; <see langword="null"/> for that or
    /// the options' own.</param>
    /// <param name="stop">Stops after a step; the checkpoint is kept.</param>
    public async Task RunAsync(
        TrainingOptions options,
        MiniModelConfig shape,
        bool resume,
        long? budget,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(shape);
        if (resume && !File.Exists(CheckpointPath))
        {
            throw new MoeMissingException(CheckpointPath, "there is no such file", "Train without --resume first");
        }

        options = options with
        {
            Tokens = budget ?? (resume ? TrainerCheckpoint.Budget(CheckpointPath) : options.Tokens),
        };
        using var log = new TrainingLog(folder, append: resume, time, (device ?? CPU).type, options.Seed);
        var (step, tokens) = await TrainAsync(options, shape, resume, log, stop);
        foreach (
            var point in await ScoreAsync(
                folder,
                await SetsAsync(string.Empty, stop),
                Enumerable.Range(1, shape.TopK).Reverse(),
                stop
            )
        )
        {
            log.Scores(step, tokens, point.Policy.ToString()!, point);
        }

        File.Delete(CheckpointPath);
        if (Directory.Exists(SnapshotPath))
        {
            Directory.Delete(SnapshotPath, recursive: true);
        }
    }

    private async Task<(long Step, long Tokens)> TrainAsync(
        TrainingOptions options,
        MiniModelConfig shape,
        bool resume,
        TrainingLog log,
        CancellationToken stop
    )
    {
        var tokenizer = MiniRecipe.Tokenizer();
        using var trainer = new Trainer(options, MiniRecipe.World(), tokenizer, shape, device);
        if (resume)
        {
            trainer.Load(CheckpointPath);
        }

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

            if (
                trainer.Step % SaveEvery == 0
                || trainer.Step % ScoreEvery == 0
                || trainer.Finished
                || stop.IsCancellationRequested
            )
            {
                trainer.Save(CheckpointPath);
                stop.ThrowIfCancellationRequested();
            }

            if (trainer.Step % ScoreEvery == 0)
            {
                await ScoreQuicklyAsync(trainer, tokenizer, log, stop);
            }
        }

        HuggingFaceExport.WriteFinal(trainer.Model, tokenizer, folder);
        return (trainer.Step, trainer.Tokens);
    }

    private async Task ScoreQuicklyAsync(
        Trainer trainer,
        MiniTokenizer tokenizer,
        TrainingLog log,
        CancellationToken stop
    )
    {
        HuggingFaceExport.Write(trainer.Model, tokenizer, SnapshotPath);
        PreparedTask[] quick =
        [
            .. (await SetsAsync(MiniWorldFiles.DevFolder, stop)).Select(task =>
                task with
                {
                    Items = [.. task.Items.Take(QuickItems)],
                }
            ),
        ];
        foreach (var point in await ScoreAsync(SnapshotPath, quick, [trainer.Model.Config.TopK, 1], stop))
        {
            log.Scores(trainer.Step, trainer.Tokens, $"dev {point.Policy}", point);
        }

        log.Restart(trainer.Tokens);
    }

    // written anew, so that a run needs nothing but the program
    private async Task<IReadOnlyList<PreparedTask>> SetsAsync(string split, CancellationToken stop)
    {
        var sets = Path.Combine(SnapshotPath, "sets");
        MiniWorldFiles.Write(MiniRecipe.World(), sets);
        return await new TaskLoader(new DataFolder(Path.Combine(sets, split))).LoadAsync(
            EvaluationTasks.Mini,
            cancellationToken: stop
        );
    }

    private async Task<IReadOnlyList<SweepPoint>> ScoreAsync(
        string model,
        IReadOnlyList<PreparedTask> tasks,
        IEnumerable<int> experts,
        CancellationToken stop
    )
    {
        using var opened = MoeModel.Open(model);
        return (
            await Sweep.RunAsync(
                opened,
                tasks,
                [.. experts.Select(k => new TopK(k))],
                new SweepOptions { Progress = progress },
                stop
            )
        ).Points;
    }
}
