using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using MoeNotebooks.Errors;
using MoeNotebooks.Files;
using static TorchSharp.torch;

namespace MoeNotebooks.Checkpoints;

/// <summary>Writes safetensors files that any reader of the format accepts.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;
    private const long PieceBytes = 4 << 20;

    /// <summary>
    /// Writes tensors, widest elements first so that each is aligned to its type, then by name. The file appears whole
    /// or not at all.
    /// </summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <param name="tensors">The tensors; they stay the caller's.</param>
    /// <param name="metadata">Text pairs for <c>__metadata__</c>.</param>
    /// <exception cref="MoeDataException">Two tensors have one name; a tensor's type has no name in the format; the
    /// header is too long.</exception>
    public static void Write(
        string path,
        IEnumerable<NamedTensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        var ordered = tensors
            .Select(tensor => (tensor.Name, tensor.Value, DType: DTypeOf(path, tensor)))
            .OrderByDescending(tensor => tensor.DType.Bits())
            .ThenBy(tensor => tensor.Name, StringComparer.Ordinal)
            .ToList();
        var header = Header(path, ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (_, value, _) in ordered)
            {
                WriteBytes(stream, value);
            }
        });
    }

    private static byte[] Header(
        string path,
        List<(string Name, Tensor Value, TensorDType DType)> tensors,
        IReadOnlyDictionary<string, string>? metadata
    )
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(stackalloc byte[SafetensorsHeader.LengthBytes]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            WriteEntries(path, json, tensors);
            json.WriteEndObject();
        }

        while (buffer.WrittenCount % Alignment != 0)
        {
            buffer.Write(" "u8);
        }

        var length = buffer.WrittenCount - SafetensorsHeader.LengthBytes;
        if (length > SafetensorsHeader.LongestHeader)
        {
            throw new MoeDataException(
                path,
                "header",
                $"would have {length} bytes; the limit is {SafetensorsHeader.LongestHeader}"
            );
        }

        var header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null or { Count: 0 })
        {
            return;
        }

        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntries(
        string path,
        Utf8JsonWriter json,
        List<(string Name, Tensor Value, TensorDType DType)> tensors
    )
    {
        var begin = 0L;
        var seen = new HashSet<string>();
        foreach (var (name, value, dtype) in tensors)
        {
            if (name == "__metadata__" || !seen.Add(name))
            {
                throw new MoeDataException(path, ErrorText.Name(name), "cannot be written: the name is taken");
            }

            var end = begin + value.numel() * value.ElementSize;
            json.WriteStartObject(name);
            json.WriteString("dtype", dtype.ToString());
            WriteNumbers(json, "shape", value.shape);
            WriteNumbers(json, "data_offsets", [begin, end]);
            json.WriteEndObject();
            begin = end;
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteBytes(Stream stream, Tensor value)
    {
        using var scope = NewDisposeScope();
        var flat = value.detach().cpu().contiguous().view(-1); // [elements]
        var piece = PieceBytes / flat.ElementSize;
        for (var done = 0L; done < flat.shape[0]; done += piece)
        {
            using var part = flat.narrow(0, done, Math.Min(piece, flat.shape[0] - done));
            stream.Write(part.bytes);
        }
    }

    private static TensorDType DTypeOf(string path, NamedTensor tensor)
    {
        var own = TensorDTypes.From(tensor.Value.dtype);
        var dtype = tensor.As ?? own;
        return dtype is not null && dtype.Value.Scalar() == tensor.Value.dtype
            ? dtype.Value
            : throw new MoeDataException(
                path,
                ErrorText.Name(tensor.Name),
                $"a tensor of {tensor.Value.dtype} cannot be written as {dtype?.ToString() ?? "any type"}"
            );
    }
}
