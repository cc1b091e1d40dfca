using System.Diagnostics;
using System.Globalization;

namespace MoeNotebooks.Training;

/// <summary>The log of a run: two CSV files that a resumed run goes on writing.</summary>
internal sealed class TrainingLog : IDisposable
{
    private readonly StreamWriter _steps;
    private readonly StreamWriter _scores;
    private readonly TimeProvider _time;
    private long _since;
    private TimeSpan _cpuSince = Cpu();
    private long _tokensSince;

    public TrainingLog(string folder, bool append, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        (_steps, _scores, _time) = (Open(folder, "training-log.csv", append), Open(folder, "evaluation-log.csv", append), time);
        _since = time.GetTimestamp();
        if (!append)
        {
            _steps.WriteLine("step,tokens,loss,seconds,cpu_seconds,tokens_per_second");
            _scores.WriteLine("step,tokens,setting,ArcEasy,ArcChallenge,BoolQ,OpenBookQA,Rte,WinoGrande,mean");
        }
    }

    /// <summary>A line about the steps since the last one; seconds of wall clock and of both cores are theirs alone.</summary>
    public void Steps(long step, long tokens, double loss)
    {
        var (seconds, cpu) = (_time.GetElapsedTime(_since).TotalSeconds, (Cpu() - _cpuSince).TotalSeconds);
        _steps.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{step},{tokens},{loss:F4},{seconds:F1},{cpu:F1},{(tokens - _tokensSince) / seconds:F0}"));
        Restart(tokens);
    }

    /// <summary>Starts measuring anew, after something that is not training.</summary>
    public void Restart(long tokens) => (_since, _cpuSince, _tokensSince) = (_time.GetTimestamp(), Cpu(), tokens);

    /// <summary>A line of accuracies.</summary>
    public void Scores(long step, long tokens, MiniReport.Row row) => _scores.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{step},{tokens},{row.Setting},") + string.Join(',', row.Accuracy.Values.Select(
            a => a.ToString("F1", CultureInfo.InvariantCulture))));

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
