using System.Text;
using System.Text.Json;

namespace MoeNotebooks.Cli.Notebooks;

/// <summary>
/// Sends outputs to the other process. Text comes in many small pieces: a piece is sent at once where none was for a
/// while, so that a crash right after it loses nothing; the pieces of a flood are joined.
/// </summary>
internal sealed class KernelWriter : IAsyncDisposable
{
    private const int LongestPending = 64 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Lock _gate = new();
    private readonly StringBuilder _pending = new();
    private readonly Stream _stream;
    private readonly Timer _timer;
    private string _pendingStream = "stdout";
    private bool _waiting;

    public KernelWriter(Stream stream)
    {
        _stream = stream;
        _timer = new Timer(_ => PauseOver());
    }

    public void Write(CellOutput output)
    {
        lock (_gate)
        {
            if (output is CellOutput.Text text)
            {
                Collect(text);
            }
            else
            {
                SendPending();
                Send(output);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        lock (_gate)
        {
            SendPending();
        }
    }

    private void Collect(CellOutput.Text text)
    {
        if (text.Stream != _pendingStream)
        {
            SendPending();
            _pendingStream = text.Stream;
        }

        _pending.Append(text.Value);
        if (!_waiting || _pending.Length > LongestPending)
        {
            SendPending();
            _waiting = true;
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void PauseOver()
    {
        lock (_gate)
        {
            _waiting = _pending.Length > 0;
            SendPending();
            if (_waiting)
            {
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void SendPending()
    {
        if (_pending.Length > 0)
        {
            Send(new CellOutput.Text(_pendingStream, _pending.ToString()));
            _pending.Clear();
        }
    }

    /// <summary>The line feed before the mark ends what native code may have printed without one.</summary>
    private void Send(CellOutput output)
    {
        var json = JsonSerializer.Serialize(output, CellOutputJson.Default.CellOutput);
        _stream.Write(Encoding.UTF8.GetBytes($"\n{KernelProcess.Mark}{json}\n"));
        _stream.Flush();
    }
}
