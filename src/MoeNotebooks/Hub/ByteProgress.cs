using MoeNotebooks.Progress;

namespace MoeNotebooks.Hub;

/// <summary>Counts bytes from several files and tells of every full megabyte.</summary>
internal sealed class ByteProgress(IProgressTask task)
{
    public const string Unit = "MB";
    private readonly Lock _gate = new();
    private long _bytes;

    public static long Megabytes(long bytes) => bytes / 1_000_000;

    public void Advance(long bytes)
    {
        lock (_gate)
        {
            var before = Megabytes(_bytes);
            _bytes += bytes;
            if (Megabytes(_bytes) - before is > 0 and var more)
            {
                task.Advance(more);
            }
        }
    }
}
