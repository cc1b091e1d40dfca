using MoeNotebooks.Errors;

namespace MoeNotebooks.Checkpoints;

/// <summary>
/// Checks that tensors fill the data section exactly: no hole, no overlap, each as long as its shape says.
/// </summary>
internal static class SafetensorsLayout
{
    public static void Check(string path, IEnumerable<TensorEntry> tensors, long dataLength)
    {
        var ordered = tensors.ToArray();
        Array.Sort(ordered, (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        var start = 0L;
        foreach (var tensor in ordered)
        {
            CheckOffsets(path, tensor, start);
            CheckSize(path, tensor);
            start = tensor.End;
        }

        if (start != dataLength)
        {
            throw new MoeDataException(
                path,
                "data",
                start > dataLength
                    ? $"the header describes {start} bytes of tensors, the file holds {dataLength}: it is cut short"
                    : $"the header describes {start} bytes of tensors, the file holds {dataLength}: {dataLength - start} bytes trail",
                "Download or write the file again"
            );
        }
    }

    private static void CheckOffsets(string path, TensorEntry tensor, long start)
    {
        if (tensor.End < tensor.Begin)
        {
            throw Error(path, tensor, $"data_offsets [{tensor.Begin}, {tensor.End}] end before they begin");
        }

        if (tensor.Begin != start)
        {
            var what = tensor.Begin < start ? "overlaps the tensor before it" : "leaves a hole before it";
            throw Error(
                path,
                tensor,
                $"data_offsets [{tensor.Begin}, {tensor.End}] should begin at {start}: it {what}"
            );
        }
    }

    private static void CheckSize(string path, TensorEntry tensor)
    {
        ulong bits;
        try
        {
            var count = 1UL;
            foreach (var dimension in tensor.Shape)
            {
                count = checked(count * (ulong)dimension);
            }

            bits = checked(count * (ulong)tensor.DType.Bits());
        }
        catch (OverflowException error)
        {
            throw new MoeDataException(
                path,
                ErrorText.Name(tensor.Name),
                $"shape {tensor.ShapeText} of {tensor.DType} has more than 2^64 bits",
                null,
                error
            );
        }

        if (bits % 8 != 0)
        {
            throw Error(path, tensor, $"shape {tensor.ShapeText} of {tensor.DType} has {bits} bits, not whole bytes");
        }

        if (bits / 8 != (ulong)tensor.ByteLength)
        {
            throw Error(
                path,
                tensor,
                $"shape {tensor.ShapeText} of {tensor.DType} needs {bits / 8} bytes, "
                    + $"data_offsets [{tensor.Begin}, {tensor.End}] hold {tensor.ByteLength}"
            );
        }
    }

    private static MoeDataException Error(string path, TensorEntry tensor, string problem) =>
        new(path, ErrorText.Name(tensor.Name), problem);
}
