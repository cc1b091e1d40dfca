using System.Diagnostics;
using System.Globalization;
using MoeNotebooks.Evaluation.Sweeps;
using MoeNotebooks.Evaluation.Tasks;
using TorchSharp;

namespace MoeNotebooks.Training;

/// <summary>The log of a run: two CSV files that a resumed run goes on writing.</summary>
internal sealed class TrainingLog : IDisposable
{
    /// <summary>The file of the steps.</summary>
    public const string StepsName = "training-log.csv";

    private readonly StreamWriter _steps;
    private readonly StreamWriter _scores;
    private readonly TimeProvider _time;
    private readonly string _device;
    private readonly int _seed;
    private long _since;
    private TimeSpan _cpuSince = Cpu();
    private long _tokensSince;

    public TrainingLog(string folder, bool append, TimeProvider time, DeviceType device, int seed)
    {
        Directory.CreateDirectory(folder);
        (_steps, _scores, _time) = (Open(folder, StepsName, append), Open(folder, "evaluation-log.csv", append), time);
        (_since, _device, _seed) = (time.GetTimestamp(), device.ToString().ToLowerInvariant(), seed);
        if (!append)
        {
            _steps.WriteLine("step,tokens,loss,seconds,cpu_seconds,tokens_per_second,device,seed");
            _scores.WriteLine(
                $"step,tokens,setting,{string.Join(',', EvaluationTasks.Mini.Select(task => task.Name))},mean"
            );
        }
    }

    /// <summary>
    /// A line about the steps since the last one; seconds of wall clock and of both cores are theirs alone.
    /// </summary>
    public void Steps(long step, long tokens, double loss)
    {
        var (seconds, cpu) = (_time.GetElapsedTime(_since).TotalSeconds, (Cpu() - _cpuSince).TotalSeconds);
        _steps.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{step},{tokens},{loss:F4},{seconds:F1},{cpu:F1},{(tokens - _tokensSince) / seconds:F0},{_device},{_seed}"
            )
        );
        Restart(tokens);
    }

    /// <summary>Starts measuring anew, after something that is not training.</summary>
    public void Restart(long tokens) => (_since, _cpuSince, _tokensSince) = (_time.GetTimestamp(), Cpu(), tokens);

    /// <summary>A line of accuracies in per cent.</summary>
    public void Scores(long step, long tokens, string setting, SweepPoint point) =>
        _scores.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{step},{tokens},{setting},")
                + string.Join(
                    ',',
                    point
                        .Tasks.Select(task => task.Accuracy.Value)
                        .Append(point.Mean)
                        .Select(share => (100 * share).ToString("F1", CultureInfo.InvariantCulture))
                )
        );

    public void Dispose()
    {
        _steps.Dispose();
        _scores.Dispose();
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static StreamWriter Open(string folder, string name, bool append) =>
        new(Path.Combine(folder, name), append) { AutoFlush = true };
}
