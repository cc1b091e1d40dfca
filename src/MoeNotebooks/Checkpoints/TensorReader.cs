using Microsoft.Win32.SafeHandles;
using MoeNotebooks.Files;
using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>Copies elements from an open file into a tensor, a few megabytes at a time.</summary>
internal sealed class TensorReader(string path, SafeFileHandle handle, ScalarType source)
{
    private const long PieceBytes = 4 << 20;

    /// <summary>
    /// Fills a contiguous tensor with the file's elements from a byte offset on, converting them to its type.
    /// </summary>
    public void Fill(Tensor target, long offset)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var flat = target.view(-1); // [elements]
        var direct = target.dtype == source && target.device_type == TorchSharp.DeviceType.CPU;
        var total = flat.shape[0];
        var size = target.dtype == source ? target.ElementSize : ElementSize(source);
        var piece = PieceBytes / size;
        using var staging = direct ? null : empty([Math.Min(piece, total)], source);
        for (var done = 0L; done < total; )
        {
            var count = Math.Min(piece, total - done);
            using var part = flat.narrow(0, done, count);
            using var read = staging?.narrow(0, 0, count);
            ExactRead.Into(path, handle, (read ?? part).bytes, offset + done * size);
            if (read is not null)
            {
                part.copy_(read);
            }

            done += count;
        }
    }

    private static long ElementSize(ScalarType type)
    {
        using var one = empty([0], type);
        return one.ElementSize;
    }
}
